// Sends one request with the page's own network stack and hands back what came: see Relay.java.
async (request) => {
  const running = (globalThis.drawbridgeRelay ??= new Map());
  const abort = new AbortController();
  running.set(request.id, { abort });
  const base64 = (bytes) => {
    if (bytes.toBase64) return bytes.toBase64();
    let text = '';
    for (let i = 0; i < bytes.length; i += 0x8000) {
      text += String.fromCharCode.apply(null, bytes.subarray(i, i + 0x8000));
    }
    return btoa(text);
  };
  const options = {
    method: request.method, headers: request.headers, credentials: 'include', cache: 'no-store',
    redirect: request.follow ? 'follow' : 'manual', signal: abort.signal,
  };
  if (request.body !== undefined) {
    options.body = Uint8Array.from(atob(request.body), (c) => c.charCodeAt(0));
  }
  let keep = false;
  try {
    let answer;
    try {
      answer = await fetch(request.url, options);
    } catch (e) {
      if (abort.signal.aborted || !request.follow) throw e;
      // A redirect to another origin shows itself as a network error only; asking once more without following tells.
      const hop = await fetch(request.url, { ...options, redirect: 'manual' });
      if (hop.type === 'opaqueredirect') return { foreignRedirect: true };
      throw e;
    }
    if (answer.type === 'opaqueredirect') return { foreignRedirect: true };
    const result = {
      status: answer.status, url: answer.url, redirected: answer.redirected, headers: [...answer.headers],
    };
    const length = Number(answer.headers.get('content-length') ?? -1);
    if (request.mayDownload && length > request.inline) {
      abort.abort();
      return { ...result, download: true };
    }
    const reader = answer.body ? answer.body.getReader() : null;
    const chunks = [];
    let size = 0;
    let done = reader === null;
    while (!done && size <= request.inline) {
      const part = await reader.read();
      done = part.done;
      if (!done) { chunks.push(part.value); size += part.value.length; }
    }
    if (!done && request.mayDownload) {
      abort.abort();
      return { ...result, download: true };
    }
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) { bytes.set(chunk, at); at += chunk.length; }
    if (!done) {
      running.set(request.id, { abort, reader });
      keep = true;
      return { ...result, body: base64(bytes), more: true };
    }
    const type = answer.headers.get('content-type') ?? '';
    if (/json|text|xml/i.test(type) && !/charset=(?!"?utf-8)/i.test(type)) {
      try {
        return { ...result, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
      } catch (e) { /* not UTF-8 after all */ }
    }
    return { ...result, body: base64(bytes) };
  } catch (e) {
    return { error: String(e && e.message || e), aborted: abort.signal.aborted };
  } finally {
    if (!keep) running.delete(request.id);
  }
}
