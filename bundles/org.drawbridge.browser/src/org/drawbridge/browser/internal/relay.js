// The page's side of calls: see RelayPage.java. Answers are single texts, the cheapest thing to hand over: a line
// "kind status redirected", the address, a line for each header, an empty line, the body.
((name, inline, part) => {
  const small = 1 << 16;
  const running = new Map();
  const base64 = (bytes) => {
    if (bytes.toBase64) return bytes.toBase64();
    let text = '';
    for (let i = 0; i < bytes.length; i += 0x8000) {
      text += String.fromCharCode.apply(null, bytes.subarray(i, i + 0x8000));
    }
    return btoa(text);
  };
  const unpacked = (text) =>
    Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const failed = (run, e) => `error\n${run.late ? 'timeout' : String(e && e.message || e)}`;

  // Reads until there is enough or patience ends; what is still being read is kept for the next time.
  const collect = async (run, enough, known, patience) => {
    let timer;
    const bored = new Promise((resolve) => { timer = setTimeout(resolve, patience, null); });
    const chunks = [];
    let size = 0;
    try {
      while (!run.done && size < enough) {
        run.reading ??= run.reader.read();
        const got = await Promise.race([run.reading, bored]);
        if (got === null) break;
        run.reading = null;
        run.done = got.done;
        if (!got.done) {
          chunks.push(got.value);
          size += got.value.length;
          run.done = size === known;
        }
      }
    } finally {
      clearTimeout(timer);
    }
    if (chunks.length === 1) return chunks[0];
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) { bytes.set(chunk, at); at += chunk.length; }
    return bytes;
  };

  // fetch() tells nothing about how far an upload has got, and a large one must not be taken for a silent server.
  const upload = (run, url, options, headers, patience) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer;
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => { run.late = true; request.abort(); }, patience);
    };
    request.open(options.method, url);
    headers.forEach(([key, value]) => request.setRequestHeader(key, value));
    request.responseType = 'blob';
    request.upload.onprogress = request.upload.onload = request.onprogress = request.onreadystatechange = alive;
    request.onerror = request.onabort = () => { clearTimeout(timer); reject(new Error('Failed to send')); };
    request.onload = () => {
      clearTimeout(timer);
      resolve({
        status: request.status, url: request.responseURL, redirected: request.responseURL !== url.split('#')[0],
        headers: new Headers(request.getAllResponseHeaders().trim().split('\r\n').filter(Boolean).map((line) => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon), line.slice(colon + 1).trim()];
        })),
        body: request.response.stream(), arrayBuffer: () => request.response.arrayBuffer(),
      });
    };
    options.signal.addEventListener('abort', () => request.abort());
    alive();
    request.send(options.body);
  });

  const api = {
    inputs: new Map(),
    // body: base64, or null; an input with a file may stand ready instead
    async send(id, url, method, headers, follow, mayDownload, body, patience) {
      if (navigator.serviceWorker?.controller) return 'lost\n';
      const abort = new AbortController();
      const run = { abort, done: false };
      running.set(id, run);
      let keep = false;
      try {
        const options = {
          method, headers, credentials: 'include', cache: 'no-store',
          redirect: follow ? 'follow' : 'manual', signal: abort.signal,
        };
        const file = api.inputs.get(id)?.files[0];
        if (file) options.body = file;
        else if (body !== null) options.body = unpacked(body);
        const answer = await (file && follow ? upload(run, url, options, headers, patience) : fetch(url, options));
        if (answer.type === 'opaqueredirect') return 'redirect\n';
        let head = ` ${answer.status} ${answer.redirected ? 1 : 0}\n${answer.url}\n`;
        for (const [key, value] of answer.headers) head += `${key}: ${value}\n`;
        head += '\n';
        const packed = answer.headers.has('content-encoding');
        const length = packed || method === 'HEAD' ? -1 : Number(answer.headers.get('content-length') ?? -1);
        if (mayDownload && length > inline) {
          abort.abort();
          return 'download' + head;
        }
        let bytes;
        if (length >= 0 && length <= small) {
          // Without a reader the browser has less to do.
          bytes = new Uint8Array(await answer.arrayBuffer());
          run.done = true;
        } else {
          run.reader = answer.body?.getReader();
          if (!run.reader) return 'text' + head;
          bytes = await collect(run, mayDownload ? inline + 1 : part, length, patience / 2);
        }
        if (!run.done && mayDownload && bytes.length > inline) {
          abort.abort();
          return 'download' + head;
        }
        if (!run.done) {
          keep = true;
          return 'part' + head + base64(bytes);
        }
        const type = answer.headers.get('content-type') ?? '';
        if (/json|text|xml/i.test(type)) {
          try {
            return 'text' + head + new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
          } catch (e) { /* another charset: as bytes, then */ }
        }
        return 'bytes' + head + base64(bytes);
      } catch (e) {
        return failed(run, e);
      } finally {
        if (!keep) api.forget(id);
      }
    },
    // The next part of a body that came with its beginning only.
    async next(id, patience) {
      const run = running.get(id);
      if (!run) return 'error\nthe page was left';
      try {
        const bytes = await collect(run, part, -1, patience / 2);
        if (run.done) api.forget(id);
        return `${run.done ? 'last' : 'part'}\n${base64(bytes)}`;
      } catch (e) {
        api.forget(id);
        return failed(run, e);
      }
    },
    download(url) {
      const link = document.createElement('a');
      link.href = url;
      link.download = '';
      document.documentElement.append(link);
      link.click();
      link.remove();
      return '';
    },
    input(id) {
      const input = document.createElement('input');
      input.type = 'file';
      api.inputs.set(id, input);
      return input;
    },
    forget(id) {
      running.delete(id);
      api.inputs.delete(id);
    },
    abort(id) {
      running.get(id)?.abort.abort();
      api.forget(id);
    },
  };
  Object.defineProperty(globalThis, name, { value: api });
})
