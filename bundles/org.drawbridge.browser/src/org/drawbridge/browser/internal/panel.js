// The panel over the page. Runs in an isolated world of every top frame, before the page's own scripts: see Panel.java.
(() => {
  if (window.top !== window || globalThis.drawbridgePanel) return;
  const post = (message) => globalThis.drawbridgeReport && globalThis.drawbridgeReport(JSON.stringify(message));
  const corners = ['top-right', 'bottom-right', 'bottom-left', 'top-left'];
  let state = null;
  let place = { corner: 'top-right', hidden: false };
  let host = null;
  let root = null;
  let parts = null;

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; position: fixed; z-index: 2147483647; color-scheme: light dark; }
    :host([data-corner=top-right]) { top: 16px; right: 16px; }
    :host([data-corner=bottom-right]) { bottom: 16px; right: 16px; }
    :host([data-corner=bottom-left]) { bottom: 16px; left: 16px; }
    :host([data-corner=top-left]) { top: 16px; left: 16px; }
    section, .tab { font: 14px/1.45 system-ui, sans-serif; color: #1b2733; background: #fff;
      border: 1px solid #b8c4d0; border-radius: 10px; box-shadow: 0 6px 28px rgba(10, 30, 60, .28); }
    section { width: 330px; max-width: calc(100vw - 34px); }
    header { display: flex; align-items: center; gap: 4px; padding: 8px 8px 8px 14px; cursor: move;
      background: #12457a; color: #fff; border-radius: 9px 9px 0 0; touch-action: none; user-select: none; }
    h2 { font: 600 14px system-ui, sans-serif; margin: 0; flex: 1; }
    .body { padding: 10px 14px 12px; }
    p { margin: 0 0 8px; }
    ul { list-style: none; margin: 0 0 10px; padding: 0; }
    li { display: flex; gap: 8px; margin: 2px 0; overflow-wrap: anywhere; }
    li span:first-child { flex: 0 0 16px; text-align: center; }
    .ok { color: #0a6b32; } .problem { color: #a01414; } .waiting { color: #4b5b6b; }
    .buttons { display: flex; gap: 8px; flex-wrap: wrap; }
    button { font: 500 13px system-ui, sans-serif; padding: 6px 12px; border-radius: 6px; cursor: pointer;
      border: 1px solid #8496a8; background: #f3f6f9; color: #1b2733; }
    button.main { background: #12457a; border-color: #12457a; color: #fff; }
    header button { padding: 2px 8px; background: transparent; border-color: transparent; color: #fff; font-size: 15px; }
    button:focus-visible { outline: 3px solid #f0a500; outline-offset: 1px; }
    .tab { padding: 6px 12px; cursor: pointer; }
    [hidden] { display: none !important; }
    @media (prefers-color-scheme: dark) {
      section, .tab { color: #e6edf3; background: #1c2530; border-color: #425060; }
      header { background: #1f5a99; } button { background: #2a3644; color: #e6edf3; border-color: #56677a; }
      button.main { background: #2d74c4; border-color: #2d74c4; color: #fff; } header button { background: transparent; border-color: transparent; }
      .ok { color: #5fd28c; } .problem { color: #ff8f8f; } .waiting { color: #a9b7c6; }
    }`);

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };

  const build = () => {
    host = document.createElement('div');
    root = host.attachShadow({ mode: 'closed' });
    root.adoptedStyleSheets = [sheet];
    const label = (key) => (state && state.labels && state.labels[key]) || key;
    const section = element('section');
    section.setAttribute('role', 'region');
    section.setAttribute('aria-label', state.title);
    const header = element('header');
    const title = element('h2', '', state.title);
    const move = element('button', '', '⤢');
    move.setAttribute('aria-label', label('move')); move.title = label('move');
    const hide = element('button', '', '–');
    hide.setAttribute('aria-label', label('hide')); hide.title = label('hide');
    header.append(title, move, hide);
    const body = element('div', 'body');
    const text = element('p');
    const list = element('ul');
    list.setAttribute('role', 'status');
    list.setAttribute('aria-live', 'polite');
    const buttons = element('div', 'buttons');
    const check = element('button', 'main', label('check'));
    const cancel = element('button', '', label('cancel'));
    buttons.append(check, cancel);
    body.append(text, list, buttons);
    section.append(header, body);
    const tab = element('button', 'tab', state.title);
    tab.setAttribute('aria-label', label('show')); tab.title = label('show');
    root.append(section, tab);
    parts = { section, tab, text, list };

    const press = (button) => (event) => {
      // Only a person's own click counts: the page can't reach into a closed root, but it may try to forge events.
      if (event.isTrusted) post({ button });
    };
    check.addEventListener('click', press('CHECK'));
    cancel.addEventListener('click', press('CANCEL'));
    const keep = () => { post({ place }); show(); };
    const next = (step) => {
      place.corner = corners[(corners.indexOf(place.corner) + step + corners.length) % corners.length];
      keep();
    };
    move.addEventListener('click', () => next(1));
    hide.addEventListener('click', () => { place.hidden = true; keep(); tab.focus(); });
    tab.addEventListener('click', () => { place.hidden = false; keep(); hide.focus(); });
    section.addEventListener('keydown', (event) => {
      if (event.altKey && event.key.startsWith('Arrow')) {
        const [v, h] = place.corner.split('-');
        const moved = { ArrowUp: 'top-' + h, ArrowDown: 'bottom-' + h, ArrowLeft: v + '-left', ArrowRight: v + '-right' };
        place.corner = moved[event.key];
        keep();
        event.preventDefault();
      }
      event.stopPropagation();
    });
    header.addEventListener('pointerdown', (down) => {
      if (down.target !== header && down.target !== title) return;
      header.setPointerCapture(down.pointerId);
      const box = host.getBoundingClientRect();
      const drag = (event) => {
        host.style.cssText = `left:${event.clientX - (down.clientX - box.left)}px;top:${event.clientY - (down.clientY - box.top)}px;right:auto;bottom:auto`;
      };
      const drop = (event) => {
        header.removeEventListener('pointermove', drag);
        header.removeEventListener('pointerup', drop);
        header.removeEventListener('pointercancel', drop);
        host.style.cssText = '';
        if (event.type === 'pointerup' && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > 8) {
          place.corner = (event.clientY > innerHeight / 2 ? 'bottom' : 'top') + '-' + (event.clientX > innerWidth / 2 ? 'right' : 'left');
          keep();
        }
      };
      header.addEventListener('pointermove', drag);
      header.addEventListener('pointerup', drop);
      header.addEventListener('pointercancel', drop);
    });
  };

  const signs = { OK: ['✔', 'ok'], PROBLEM: ['▲', 'problem'], WAITING: ['…', 'waiting'] };
  const show = () => {
    if (!state || !document.documentElement) return;
    if (!host) build();
    if (!host.isConnected) document.documentElement.append(host);
    host.dataset.corner = place.corner;
    parts.section.hidden = place.hidden;
    parts.tab.hidden = !place.hidden;
    if (parts.text.textContent !== state.text) parts.text.textContent = state.text;
    const wanted = JSON.stringify(state.signals);
    if (parts.list.dataset.shown !== wanted) {
      parts.list.dataset.shown = wanted;
      parts.list.replaceChildren(...state.signals.map((signal) => {
        const [sign, className] = signs[signal.state];
        const item = element('li', className);
        const mark = element('span', '', sign);
        mark.setAttribute('aria-hidden', 'true');
        item.append(mark, element('span', '', signal.text));
        return item;
      }));
    }
  };

  globalThis.drawbridgePanel = { set: (newState, newPlace) => { state = newState; place = newPlace ?? place; show(); } };
  // A page that rebuilds its document throws the panel out: put it back.
  const watch = () => new MutationObserver(() => { if (host && !host.isConnected) show(); })
    .observe(document, { childList: true, subtree: false });
  watch();
  const watchRoot = () => new MutationObserver(() => { if (host && !host.isConnected) show(); })
    .observe(document.documentElement, { childList: true });
  if (document.documentElement) watchRoot();
  document.addEventListener('DOMContentLoaded', () => { watchRoot(); show(); });
  post({ ready: true });
})();
