// What is kept deflated in base64 under an id, as bytes.

function bytesOfBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const characters = atob(text);
  return Uint8Array.from({ length: characters.length }, (_, i) => characters.charCodeAt(i));
}

async function unpack(name) {
  const { writable, readable } = new DecompressionStream("deflate");
  const writer = writable.getWriter();
  writer.write(bytesOfBase64(document.getElementById(name).textContent));
  writer.close();
  return new Uint8Array(await new Response(readable).arrayBuffer());
}
