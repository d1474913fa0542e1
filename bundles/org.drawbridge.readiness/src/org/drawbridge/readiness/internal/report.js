
'use strict';
(() => {
  const root = document.documentElement;
  document.getElementById('theme').addEventListener('click', () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
  });
  const source = document.getElementById('data');
  if (!source) return;
  const data = JSON.parse(source.textContent);
  const t = data.texts, marks = ['✔', '▲', '–', '✖'], classes = ['works', 'limited', 'not-checked', 'blocked'];
  const [KEY, NAME, TYPE, ARCHIVED, PAGES, LEVEL, OUTCOME, SUMMARY, CELLS, EVIDENCE] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const rows = data.spaces, HEIGHT = 35, AROUND = 12, MOST_PRINTED = 500;
  const list = document.getElementById('list'), body = document.querySelector('#spaces tbody');
  const find = document.getElementById('find'), count = document.getElementById('count');
  const detail = document.getElementById('detail');
  const choice = name => document.getElementById('by-' + name);
  const make = (tag, name, text) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const option = (select, value, text) => {
    const made = make('option', '', text);
    made.value = value;
    select.append(made);
  };
  option(choice('outcome'), '', t['report.every']);
  [3, 2, 1, 0].forEach(i => option(choice('outcome'), i, data.words[i]));
  option(choice('level'), '', t['report.every-level']);
  [...new Set(rows.map(r => r[LEVEL]))].sort().forEach(v => option(choice('level'), v, v));
  option(choice('type'), '', t['report.every-type']);
  [...new Set(rows.map(r => r[TYPE]))].sort().forEach(v => option(choice('type'), v, v));

  // What the text filter looks at, in lower case, made once.
  const texts = rows.map(r => (r[KEY] + '\n' + r[NAME] + '\n' + data.summaries[r[SUMMARY]]).toLowerCase());
  let shown = [], sort = -1, down = false, chosen = -1;
  const compare = (a, b) => {
    if (sort >= 100) return (+rows[a][CELLS][sort - 100] || -1) - (+rows[b][CELLS][sort - 100] || -1);
    let x = rows[a][sort], y = rows[b][sort];
    if (sort === SUMMARY) [x, y] = [data.summaries[x], data.summaries[y]];
    if (typeof x === 'string') return x.localeCompare(y, undefined, { numeric: true });
    return (x === null ? -1 : x) - (y === null ? -1 : y);
  };
  const apply = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(w => w);
    const outcome = choice('outcome').value, level = choice('level').value, type = choice('type').value;
    shown = [];
    for (let i = 0; i < rows.length; i++) {
      const r = rows[i];
      if ((outcome === '' || r[OUTCOME] === +outcome) && (level === '' || r[LEVEL] === level)
          && (type === '' || r[TYPE] === type) && words.every(w => texts[i].includes(w))) shown.push(i);
    }
    if (sort >= 0) shown.sort((a, b) => (down ? -1 : 1) * compare(a, b) || a - b);
    count.textContent = shown.length + ' / ' + rows.length + ' ' + t['report.shown'];
    list.scrollTop = 0;
    draw();
  };
  const columns = [[KEY, 'column.key', '10%'], [NAME, 'column.name', '20%'], [TYPE, 'column.type', '7%'], [PAGES, 'column.pages', '6%'],
    [LEVEL, 'column.level', '7%'], [OUTCOME, 'column.outcome', '10%']];
  const head = make('tr');
  const header = (column, text, name, width) => {
    const th = make('th', name), button = make('button', '', text);
    th.scope = 'col';
    th.style.width = width;
    button.type = 'button';
    button.title = text;
    button.addEventListener('click', () => {
      down = sort === column ? !down : false;
      sort = column;
      head.querySelectorAll('th').forEach(each => each.removeAttribute('aria-sort'));
      th.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      apply();
    });
    th.append(button);
    head.append(th);
  };
  columns.forEach(([column, text, width]) => header(column, t[text], '', width));
  data.capabilities.forEach((label, i) => header(100 + i, label, 'cell', '40px'));
  header(SUMMARY, t['column.summary'], '', 'auto');
  document.querySelector('#spaces thead').append(head);

  const row = i => {
    const r = rows[i], tr = make('tr', i === chosen ? 'row chosen' : 'row');
    tr.dataset.key = r[KEY];
    tr.tabIndex = 0;
    tr.append(make('td', '', r[KEY]), make('td', '', r[NAME]), make('td', '', r[TYPE]),
      make('td', '', r[PAGES] === null ? '' : r[PAGES]), make('td', '', r[LEVEL]),
      make('td', classes[r[OUTCOME]], marks[r[OUTCOME]] + ' ' + data.words[r[OUTCOME]]));
    [...r[CELLS]].forEach((c, at) => {
      const td = make('td', 'cell ' + (c === '.' ? '' : classes[c]), c === '.' ? '' : marks[c]);
      td.title = data.capabilities[at] + (c === '.' ? '' : ': ' + data.words[c]);
      tr.append(td);
    });
    tr.append(make('td', '', data.summaries[r[SUMMARY]]));
    tr.addEventListener('click', () => open(i));
    tr.addEventListener('keydown', event => { if (event.key === 'Enter') open(i); });
    return tr;
  };
  const gap = (height, span) => {
    const tr = make('tr', 'gap'), td = make('td');
    td.colSpan = span;
    td.style.height = height + 'px';
    tr.append(td);
    return tr;
  };
  // While it is printed, neither a late scroll nor the paper's other size takes rows away.
  let printing = false;
  const draw = () => {
    const all = printing;
    const span = columns.length + data.capabilities.length + 1;
    const first = all ? 0 : Math.max(0, Math.floor(list.scrollTop / HEIGHT) - AROUND);
    const end = all ? Math.min(shown.length, MOST_PRINTED)
      : Math.min(shown.length, first + Math.ceil(list.clientHeight / HEIGHT) + 2 * AROUND);
    const part = document.createDocumentFragment();
    if (first > 0) part.append(gap(first * HEIGHT, span));
    for (let i = first; i < end; i++) part.append(row(shown[i]));
    if (!all && end < shown.length) part.append(gap((shown.length - end) * HEIGHT, span));
    body.replaceChildren(part);
  };
  const open = i => {
    chosen = i;
    const r = rows[i], items = make('ul', 'evidence');
    detail.replaceChildren(make('h3', '', r[KEY] + ' · ' + r[NAME]), make('p', '', data.summaries[r[SUMMARY]]));
    for (const [what, status, when, note, about, headers] of r[EVIDENCE]) {
      const li = make('li');
      li.append(make('code', '', what));
      if (status !== null) li.append(' → ', make('b', '', status));
      li.append(' ', make('time', '', new Date(data.base + when).toISOString().slice(0, 19) + 'Z'), ' ' + note);
      if (about.length) li.append(' ', make('small', '', about.map(a => data.capabilities[a]).join(', ')));
      if (headers) {
        const more = make('details');
        more.append(make('summary', '', t['report.headers']), make('pre', '', headers));
        li.append(more);
      }
      items.append(li);
    }
    detail.append(items);
    detail.hidden = false;
    draw();
  };
  let waiting = false;
  list.addEventListener('scroll', () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(() => { waiting = false; draw(); });
    }
  });
  find.addEventListener('input', apply);
  ['outcome', 'level', 'type'].forEach(name => choice(name).addEventListener('change', apply));
  addEventListener('resize', () => draw());
  addEventListener('beforeprint', () => {
    printing = true;
    // On paper, what needs attention comes first.
    if (sort < 0) shown.sort((a, b) => rows[b][OUTCOME] - rows[a][OUTCOME] || a - b);
    document.getElementById('print-note').textContent = shown.length > MOST_PRINTED ? t['report.print-note'] : '';
    draw();
  });
  addEventListener('afterprint', () => { printing = false; apply(); });
  apply();
})();
