// The next part of a body whose reader relay.js has left open.
async (id, limit) => {
  const running = globalThis.drawbridgeRelay?.get(id);
  if (!running?.reader) return { error: 'the page was left', body: '', done: true };
  const chunks = [];
  let size = 0;
  let done = false;
  try {
    while (!done && size < limit) {
      const part = await running.reader.read();
      done = part.done;
      if (!done) { chunks.push(part.value); size += part.value.length; }
    }
  } catch (e) {
    globalThis.drawbridgeRelay.delete(id);
    return { error: String(e && e.message || e), body: '', done: true };
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) { bytes.set(chunk, at); at += chunk.length; }
  let text = '';
  if (bytes.toBase64) {
    text = bytes.toBase64();
  } else {
    let binary = '';
    for (let i = 0; i < bytes.length; i += 0x8000) {
      binary += String.fromCharCode.apply(null, bytes.subarray(i, i + 0x8000));
    }
    text = btoa(binary);
  }
  if (done) globalThis.drawbridgeRelay.delete(id);
  return { body: text, done };
}
