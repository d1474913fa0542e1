// The panel over the page. Runs in an isolated world of every top frame, before the page's own scripts: see Panel.java.
(() => {
  // A pop-up's first page may inherit the window of its empty document.
  if (window.top !== window || globalThis.drawbridgePanel?.document === document) return;
  globalThis.drawbridgePanel?.stop();
  const post = (message) => globalThis.drawbridgeReport && globalThis.drawbridgeReport(JSON.stringify(message));
  const corners = ['top-right', 'bottom-right', 'bottom-left', 'top-left'];
  const signs = { OK: ['✔', 'ok'], PROBLEM: ['▲', 'problem'], WAITING: ['…', 'waiting'] };
  let state = null;
  let place = { corner: 'top-right', hidden: false };
  let host = null;
  let parts = null;

  // The host's own rules are important: from within a shadow tree these outweigh whatever the page says.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial !important; position: fixed !important; z-index: 2147483647 !important; inset: auto !important;
      display: block !important; direction: ltr !important; color-scheme: light dark !important; overflow: visible !important;
      pointer-events: auto !important; }
    :host([data-corner=top-right]) { top: 16px !important; right: 16px !important; }
    :host([data-corner=bottom-right]) { bottom: 16px !important; right: 16px !important; }
    :host([data-corner=bottom-left]) { bottom: 16px !important; left: 16px !important; }
    :host([data-corner=top-left]) { top: 16px !important; left: 16px !important; }
    :host([data-corner=dragged]) { left: var(--drawbridge-x) !important; top: var(--drawbridge-y) !important; }
    section, .tab { font: 14px/1.45 system-ui, sans-serif; color: #1b2733; background: #fff;
      border: 1px solid #b8c4d0; border-radius: 10px; box-shadow: 0 6px 28px rgba(10, 30, 60, .28); }
    section { width: 330px; max-width: calc(100vw - 34px); max-height: calc(100vh - 34px); overflow: auto; }
    header { display: flex; align-items: center; gap: 2px; padding: 6px 6px 6px 14px; cursor: move;
      background: #12457a; color: #fff; border-radius: 9px 9px 0 0; touch-action: none; user-select: none; }
    h2 { font: 600 14px system-ui, sans-serif; margin: 0; flex: 1; }
    .body { padding: 10px 14px 12px; }
    p { margin: 0 0 8px; }
    ul { list-style: none; margin: 0 0 12px; padding: 0; }
    li { display: flex; gap: 8px; margin: 3px 0; overflow-wrap: anywhere; }
    li span:first-child { flex: 0 0 16px; text-align: center; }
    .ok { color: #0a6b32; } .problem { color: #a01414; } .waiting { color: #4b5b6b; }
    .buttons { display: flex; gap: 8px; flex-wrap: wrap; }
    button { font: 500 13px system-ui, sans-serif; padding: 6px 12px; border-radius: 6px; cursor: pointer;
      border: 1px solid #8496a8; background: #f3f6f9; color: #1b2733; }
    button.main { background: #12457a; border-color: #12457a; color: #fff; }
    header button { display: flex; padding: 5px; background: transparent; border-color: transparent; color: #fff; }
    header button:hover { background: rgba(255, 255, 255, .18); }
    svg { width: 16px; height: 16px; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; }
    section:focus { outline: none; }
    button:focus-visible { outline: 3px solid #f0a500; outline-offset: 1px; }
    .tab { padding: 6px 12px; cursor: pointer; }
    [hidden] { display: none !important; }
    @media (prefers-color-scheme: dark) {
      section, .tab { color: #e6edf3; background: #1c2530; border-color: #425060; }
      header { background: #1f5a99; } button { background: #2a3644; color: #e6edf3; border-color: #56677a; }
      button.main { background: #2d74c4; border-color: #2d74c4; color: #fff; }
      header button { background: transparent; border-color: transparent; color: #fff; }
      .ok { color: #5fd28c; } .problem { color: #ff8f8f; } .waiting { color: #a9b7c6; }
    }
    @media (forced-colors: active) {
      header { border-bottom: 1px solid; } button, header button { border-color: ButtonBorder; }
      .ok, .problem, .waiting { color: CanvasText; }
    }`);

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  const label = (key) => (state && state.labels && state.labels[key]) || key;
  const named = (button, key, drawing) => {
    button.type = 'button';
    button.setAttribute('aria-label', label(key));
    button.title = label(key);
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 16 16');
    svg.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', drawing);
    svg.append(path);
    button.append(svg);
    return button;
  };

  const build = () => {
    host = document.createElement('div');
    const root = host.attachShadow({ mode: 'closed' });
    root.adoptedStyleSheets = [sheet];
    const section = element('section');
    section.tabIndex = -1;
    section.setAttribute('role', 'region');
    section.setAttribute('aria-label', state.title);
    section.lang = label('lang');
    const header = element('header');
    const title = element('h2', '', state.title);
    const move = named(element('button'), 'move', 'M2.5 2.5h11v11h-11zM9 3v4.500h4.500');
    move.setAttribute('aria-keyshortcuts', 'Alt+ArrowUp Alt+ArrowDown Alt+ArrowLeft Alt+ArrowRight');
    const hide = named(element('button'), 'hide', 'M3 12h10');
    header.append(title, move, hide);
    const body = element('div', 'body');
    const text = element('p');
    const status = element('div');
    status.setAttribute('role', 'status');
    status.setAttribute('aria-live', 'polite');
    status.setAttribute('aria-atomic', 'false');
    const list = element('ul');
    status.append(list);
    const buttons = element('div', 'buttons');
    const check = element('button', 'main', label('check'));
    const cancel = element('button', '', label('cancel'));
    buttons.append(check, cancel);
    body.append(text, status, buttons);
    section.append(header, body);
    const tab = element('button', 'tab', state.title);
    tab.lang = label('lang');
    tab.setAttribute('aria-label', label('show'));
    tab.title = label('show');
    root.append(section, tab);
    parts = { section, tab, text, list };

    const press = (button) => (event) => {
      // Only a person's own click counts: the page can't reach into a closed root, but it may try to forge events.
      if (event.isTrusted) post({ button });
    };
    check.addEventListener('click', press('CHECK'));
    cancel.addEventListener('click', press('CANCEL'));
    const keep = () => { post({ place }); show(); };
    move.addEventListener('click', () => {
      place.corner = corners[(corners.indexOf(place.corner) + 1) % corners.length];
      keep();
    });
    hide.addEventListener('click', () => { place.hidden = true; keep(); tab.focus(); });
    tab.addEventListener('click', () => { place.hidden = false; keep(); hide.focus(); });
    root.addEventListener('keydown', (event) => {
      if (event.altKey && event.key.startsWith('Arrow')) {
        const [v, h] = place.corner.split('-');
        place.corner =
          { ArrowUp: 'top-' + h, ArrowDown: 'bottom-' + h, ArrowLeft: v + '-left', ArrowRight: v + '-right' }[event.key];
        keep();
        event.preventDefault();
      }
      // Single letters are shortcuts of Confluence.
      event.stopPropagation();
    });
    header.addEventListener('pointerdown', (down) => {
      if (down.target !== header && down.target !== title) return;
      header.setPointerCapture(down.pointerId);
      const box = host.getBoundingClientRect();
      const drag = (event) => {
        host.style.setProperty('--drawbridge-x', event.clientX - (down.clientX - box.left) + 'px');
        host.style.setProperty('--drawbridge-y', event.clientY - (down.clientY - box.top) + 'px');
        host.dataset.corner = 'dragged';
      };
      const drop = (event) => {
        header.removeEventListener('pointermove', drag);
        header.removeEventListener('pointerup', drop);
        header.removeEventListener('pointercancel', drop);
        if (event.type === 'pointerup' && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > 8) {
          place.corner = (event.clientY > innerHeight / 2 ? 'bottom' : 'top') + '-' + (event.clientX > innerWidth / 2 ? 'right' : 'left');
        }
        keep();
      };
      header.addEventListener('pointermove', drag);
      header.addEventListener('pointerup', drop);
      header.addEventListener('pointercancel', drop);
    });
  };

  // Where the panel lives in the page; the next one if the page throws it out again and again.
  const homes = [() => document.documentElement, () => document.body, () => document.body?.firstElementChild];
  let home = 0;

  // Puts the panel into the page and above all else. What is outside a modal dialog is dead, so it goes into it.
  const layered = 'popover' in HTMLElement.prototype;
  const raised = () => host.isConnected && (!layered || host.matches(':popover-open'));
  const raise = () => {
    if (!layered) {
      (homes[home % homes.length]() ?? document.documentElement).append(host);
      return;
    }
    const modal = [...document.querySelectorAll('dialog:modal')].pop();
    const parent = modal ?? homes[home % homes.length]() ?? document.documentElement;
    if (host.parentNode !== parent) parent.append(host);
    if (host.popover !== 'manual') host.popover = 'manual';
    if (host.matches(':popover-open')) host.hidePopover();
    host.showPopover();
  };

  const show = () => {
    // Without HTML (a picture's or a feed's own document) there is nothing to put a panel into.
    if (!state || !(document.documentElement instanceof HTMLElement)) return;
    // What a page has rewritten has lost its listeners, also inside the panel.
    if (!host || !host.isConnected) build();
    if (!raised()) raise();
    host.dataset.corner = place.corner;
    parts.section.hidden = place.hidden;
    parts.tab.hidden = !place.hidden;
    if (parts.text.textContent !== state.text) parts.text.textContent = state.text;
    // Only what has changed is touched: a screen reader reads out what is touched.
    while (parts.list.children.length > state.signals.length) parts.list.lastChild.remove();
    state.signals.forEach((signal, i) => {
      const shown = signal.state + ' ' + signal.text;
      const old = parts.list.children[i];
      if (old && old.dataset.shown === shown) return;
      const [sign, className] = signs[signal.state];
      const item = element('li', className);
      item.dataset.shown = shown;
      const mark = element('span', '', sign);
      mark.setAttribute('role', 'img');
      mark.setAttribute('aria-label', label(signal.state));
      item.append(mark, element('span', '', signal.text));
      if (old) old.replaceWith(item); else parts.list.append(item);
    });
  };

  // A page that rebuilds its document throws the panel out: it comes back at once, and elsewhere or a second later where
  // the page insists, lest the two of them fight for ever.
  const LIVES = 5;
  let lives = LIVES;
  const restore = () => {
    if (!host || host.isConnected) return;
    if (lives-- > 0) show();
    else home++;
  };
  const above = (event) => { if (host && event.target !== host) raise(); };
  let root = null;
  const observer = new MutationObserver(() => { watch(); restore(); });
  const watch = () => {
    if (root === document.documentElement) return;
    root = document.documentElement;
    observer.disconnect();
    observer.observe(document, { childList: true });
    if (root) observer.observe(root, { childList: true });
    // A rewritten document has lost its listeners; the same one added again counts once.
    document.addEventListener('toggle', above, true);
    document.addEventListener('fullscreenchange', above, true);
    document.addEventListener('DOMContentLoaded', show);
  };
  observer.observe(document, { childList: true });
  watch();
  const timer = setInterval(() => { lives = LIVES; watch(); show(); }, 1000);
  globalThis.drawbridgePanel = {
    document,
    set: (newState, newPlace) => { state = newState; place = newPlace ?? place; show(); },
    stop: () => { clearInterval(timer); observer.disconnect(); host?.remove(); state = null; },
  };
  post({ ready: true });
})();
