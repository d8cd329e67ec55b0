import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'

/** What a bundle takes of the sdk, so that a host of another version can say at once what it lacks. */
export interface SdkUse {
  /** Version it was built with. */
  readonly version: string
  /** Names per module, as `{'@ome/sdk/text': ['plain']}`. */
  readonly uses: Readonly<Record<string, readonly string[]>>
}

const required = /(?<![\w$])([\w$]+)\s*=\s*(?:__toESM\()?require\("(@ome\/sdk\/[^"]+)"\)/g
const anywhere = /require\("(@ome\/sdk\/[^"]+)"\)/g

/** Reads the uses out of a bundle as esbuild writes it: `import_text = require("@ome/sdk/text")`, `import_text.plain`. */
export function sdkUses(bundle: string): SdkUse['uses'] {
  const found = new Map<string, Set<string>>()
  const namesOf = (module: string): Set<string> => {
    const names = found.get(module) ?? new Set()
    found.set(module, names)
    return names
  }
  for (const [, module = ''] of bundle.matchAll(anywhere)) namesOf(module)
  for (const [, variable = '', module = ''] of bundle.matchAll(required)) {
    const names = namesOf(module)
    const uses = new RegExp(`(?<![\\w$]|(?<!\\.\\.)\\.)${variable.replaceAll('$', '\\$')}\\.([\\w$]+)`, 'g')
    for (const [, name = ''] of bundle.matchAll(uses)) if (name !== 'default') names.add(name)
  }
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sorted.map(([module, names]) => [module, [...names].sort()]))
}

/** Version of the sdk that a package's sources import. */
export function sdkVersion(folder: string): string {
  const file = createRequire(join(folder, 'package.json')).resolve('@ome/sdk/errors')
  for (let at = dirname(file); at !== dirname(at); at = dirname(at)) {
    const found = readPackage(at)
    if (found?.name === '@ome/sdk') return found.version
  }
  throw new Error(`${file} does not lie in the package @ome/sdk`)
}

function readPackage(folder: string): {readonly name: string; readonly version: string} | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
