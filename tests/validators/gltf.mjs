import { readFileSync } from 'node:fs';
import path from 'node:path';
import validator from 'gltf-validator';

const validate = file => validator.validateBytes(new Uint8Array(readFileSync(file)), {
  uri: path.basename(file),
  maxIssues: 100,
  externalResourceFunction: async uri =>
    new Uint8Array(readFileSync(path.join(path.dirname(file), decodeURIComponent(uri)))),
});

/** Runs the Khronos glTF validator: {ok, errors, warnings, infos, messages, info}. */
export async function gltf({ file }) {
  let report;
  try {
    report = await validate(file);
  } catch (error) {
    return { ok: false, errors: 1, warnings: 0, infos: 0, messages: [String(error?.message ?? error)], info: null };
  }

  const { numErrors, numWarnings, numInfos, messages } = report.issues;
  return {
    ok: numErrors === 0,
    errors: numErrors,
    warnings: numWarnings,
    infos: numInfos,
    messages: messages.map(m => `${m.code} ${m.pointer ?? m.offset ?? ''}: ${m.message}`),
    info: report.info,
  };
}
