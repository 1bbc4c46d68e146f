// Lets the OpenUSD WASM build, made for browsers, find its data files under Node. Its worker threads load this file too.
const fs = require('fs');
const path = require('path');

const folder = path.join(path.dirname(require.resolve('three-usdz-loader/package.json')), 'external');

// Without fetch the build falls back to XMLHttpRequest, which is replaced below by a file read.
delete globalThis.fetch;
globalThis.location = { pathname: `${folder}/x`, href: `file://${folder}/x` };
globalThis.XMLHttpRequest = class {
  open(_method, url) {
    this.url = url;
  }

  send() {
    const bytes = fs.readFileSync(path.join(folder, path.basename(decodeURIComponent(this.url))));
    this.status = 200;
    this.response = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    setTimeout(() => this.onload && this.onload({}), 0);
  }
};
