// Loaded into a worker by NODE_OPTIONS: a decoder that dies of one kind of letter, as one does that runs out of memory.
const decode = TextDecoder.prototype.decode;
TextDecoder.prototype.decode = function (bytes, options) {
  const text = decode.call(this, bytes, options);
  if (text.includes('x-deadly')) process.kill(process.pid, 'SIGKILL');
  return text;
};
