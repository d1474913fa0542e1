// Does in the page what the embedded browser asks for, and keeps the answers until they are fetched: see PageAgent.java.
(name, commands, part) => {
  const make = () => {
    const replies = [];
    const calls = new Map();
    const call = (id) => {
      if (!calls.has(id)) calls.set(id, { abort: new AbortController(), sent: [] });
      return calls.get(id);
    };
    const base64 = (bytes) => {
      if (bytes.toBase64) return bytes.toBase64();
      let text = '';
      for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode.apply(null, bytes.subarray(i, i + 0x8000));
      return btoa(text);
    };
    const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    // The next part of a body. The engine hands out as much as has come in; what is above a part's size waits for the next.
    const read = async (id) => {
      const own = call(id);
      const joined = new Uint8Array(part);
      let size = 0;
      let done = !own.reader;
      while (!done && size < part) {
        if (!own.rest) {
          const next = await own.reader.read();
          done = next.done;
          own.rest = next.value;
        }
        if (own.rest) {
          const taken = own.rest.subarray(0, part - size);
          joined.set(taken, size);
          size += taken.length;
          own.rest = taken.length < own.rest.length ? own.rest.subarray(taken.length) : null;
        }
      }
      if (done) calls.delete(id);
      return { body: base64(joined.subarray(0, size)), done };
    };
    const fetched = async (c) => {
      const own = call(c.call);
      const options = {
        method: c.method, headers: c.headers, credentials: 'include', cache: 'no-store',
        redirect: c.follow ? 'follow' : 'manual', signal: own.abort.signal,
      };
      if (c.hasBody) options.body = new Blob(own.sent);
      own.sent = [];
      let answer;
      try {
        answer = await fetch(c.url, options);
      } catch (e) {
        if (own.abort.signal.aborted || !c.follow || !/^(GET|HEAD)$/.test(c.method)) throw e;
        // A redirect to another origin looks like a network error; asking once more without following tells.
        const hop = await fetch(c.url, { ...options, redirect: 'manual' });
        if (hop.type === 'opaqueredirect') return { elsewhere: true };
        throw e;
      }
      if (answer.type === 'opaqueredirect') return { elsewhere: true };
      own.reader = answer.body ? answer.body.getReader() : null;
      const head = { status: answer.status, url: answer.url, redirected: answer.redirected, headers: [...answer.headers] };
      return { ...head, ...await read(c.call) };
    };
    const operations = {
      send: (c) => { call(c.call).sent.push(bytes(c.body)); return {}; },
      fetch: fetched,
      part: (c) => read(c.call),
      abort: (c) => { call(c.call).abort.abort(); calls.delete(c.call); return {}; },
      look: () => ({
        url: location.href,
        status: performance.getEntriesByType('navigation')[0]?.responseStatus ?? 0,
        type: document.contentType,
        html: (document.documentElement?.outerHTML ?? '').slice(0, 65536),
      }),
      names: () => ({ names: document.cookie.split(';').map((pair) => pair.split('=')[0].trim()).filter((n) => n) }),
      agent: () => ({ userAgent: navigator.userAgent }),
    };
    return {
      document: Math.random().toString(36).slice(2),
      run: async (c) => {
        try {
          if (c.origin && location.origin !== c.origin) replies.push({ seq: c.seq, value: { away: true } });
          else replies.push({ seq: c.seq, value: await operations[c.op](c) });
        } catch (e) {
          replies.push({ seq: c.seq, value: { error: String(e && e.message || e) } });
          if (c.call) calls.delete(c.call);
        }
      },
      take: () => replies.splice(0, 4),
    };
  };
  if (!window[name]) Object.defineProperty(window, name, { value: make() });
  const agent = window[name];
  commands.forEach(agent.run);
  return JSON.stringify({ document: agent.document, replies: agent.take() });
}
