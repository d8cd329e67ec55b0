import {existsSync} from 'node:fs'
import {dirname, join} from 'node:path'

/** The package that a folder lies in: the nearest one above with a package.json. Throws when there is none. */
export function packageFolder(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at
    if (dirname(at) === at) throw new Error(`${folder} is not inside a package`)
  }
}
