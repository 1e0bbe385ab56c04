import { readdirSync, readFileSync } from 'node:fs';

/** Writes the licences of the development dependencies that are bundled. */
export const licences = {
  name: 'licences',
  generateBundle(_options, files) {
    const modules = Object.values(files).flatMap(({ moduleIds = [] }) => moduleIds);
    const folders = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []);
    const texts = [...new Set(folders)].sort().map((folder) => {
      const manifest = readFileSync(`${folder}/package.json`, 'utf8');
      const { name, version, license, author } = JSON.parse(manifest);
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file ? readFileSync(`${folder}/${file}`, 'utf8') : `Copyright ${author?.name ?? author}`;
      return `## ${name} ${version}, ${license}\n\n${text.trim()}\n`;
    });
    if (texts.length === 0) return;
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-LICENSES.md', source: texts.join('\n') });
  },
};
