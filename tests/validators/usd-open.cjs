// Opens USD files with OpenUSD: a path per line in, {ok, errors, text} per line out, where text is the flattened stage.
// An error aborts the WASM instance, so the process ends after the first file that is at fault.
// Usage: node --require <absolute path of usd-shim.cjs> usd-open.cjs
const fs = require('fs');
const path = require('path');
const Module = require('module');
const { createInterface } = require('readline');

const folder = path.join(path.dirname(require.resolve('three-usdz-loader/package.json')), 'external');
const script = path.join(folder, 'emHdBindings.js');
const bindings = new Module(script);
bindings.filename = script;
bindings.paths = [];
bindings._compile(`${fs.readFileSync(script, 'utf8')};module.exports=getUsdModule`, script);

let errors = [];
let opened = 0;
const stub = () => new Proxy({}, { get: () => () => {} });
// Missing plug-ins of this build, not faults of the file.
const known = /kilogramsPerUnit|schemaRegistry|ndr\/registry/;
const loading = bindings.exports({
  mainScriptUrlOrBlob: script,
  locateFile: part => path.join(folder, part),
  print() {},
  printErr: line => known.test(line) || errors.push(line),
}, folder);

function mount(usd, file, place) {
  usd.FS_createPath('/', place, true, true);
  const name = `in${path.extname(file)}`;
  usd.FS_createDataFile(`/${place}`, name, new Uint8Array(fs.readFileSync(file)), true, true, true);
  const textures = path.join(path.dirname(file), 'textures');
  if (fs.existsSync(textures)) {
    usd.FS_createPath(`/${place}`, 'textures', true, true);
    for (const entry of fs.readdirSync(textures)) {
      usd.FS_createDataFile(`/${place}/textures`, entry, new Uint8Array(fs.readFileSync(path.join(textures, entry))), true, true, true);
    }
  }

  return `/${place}/${name}`;
}

async function open(file) {
  errors = [];
  try {
    const usd = await loading;
    // Layers are cached by path: every file gets a new one.
    const place = `file_${opened++}`;
    const name = mount(usd, file, place);
    const driver = new usd.HdWebSyncDriver(
      { createRPrim: stub, createBPrim: stub, createSPrim: stub, CommitResources() {}, setDriver() {} }, name);
    const stage = driver.GetStage();
    // Flattening makes asset paths absolute.
    const text = stage.ExportToString().replaceAll(`@/${place}/`, '@./');
    stage.delete();
    driver.delete();
    usd.FS_unlink?.(name);
    return { ok: errors.length === 0, errors, text };
  } catch (error) {
    return { ok: false, errors: [...errors, String(error)], text: null };
  }
}

(async () => {
  for await (const file of createInterface({ input: process.stdin })) {
    const answer = await open(file);
    // A plain write to a pipe may take a part of the text only; the stream takes the rest too before it calls back.
    await new Promise(resolve => process.stdout.write(`${JSON.stringify(answer)}\n`, resolve));
    if (!answer.ok) break;
  }

  // The build's threads would keep the process alive.
  process.exit(0);
})();
