import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {buildPlugin} from '@ome/testkit/build/plugin'

interface Variant {
  readonly version: string
  /** Files of the plugin and those in their place, both relative to its folder. */
  readonly replace?: Readonly<Record<string, string>>
}

/** Builds older releases of an example that had other files, into `.variants/<version>`. Returns what they are made from. */
export async function buildVariants(root: string, folder: string): Promise<readonly string[]> {
  const path = join(folder, 'variants.json')
  const out = join(folder, '.variants')
  rmSync(out, {recursive: true, force: true})
  if (!existsSync(path)) return []
  const rows: readonly Variant[] = JSON.parse(readFileSync(path, 'utf8'))
  const inputs = [path]
  for (const {version, replace} of rows) {
    if (replace === undefined) continue
    const files = Object.entries(replace).map(([file, other]) => [join(folder, file), join(folder, other)] as const)
    const place = join(out, version)
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    mkdirSync(place, {recursive: true})
    writeFileSync(join(place, 'package.json'), `${JSON.stringify({...manifest, version}, undefined, 2)}\n`)
    await buildPlugin(folder, {root, out: place, replace: Object.fromEntries(files)})
    inputs.push(...files.map(([, other]) => other))
  }
  return inputs
}
