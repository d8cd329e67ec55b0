import {existsSync, readFileSync} from 'node:fs'
import {type Root, readRoot} from '@ome/installer/registry/signed-files'
import {firstRoot} from '@ome/installer/registry/trust'

/** A root that its caller trusts, by the path of its file; its signatures must be beside it. */
export function trustedFile(path: string): Root {
  const bytes = readFileSync(path)
  const {registry} = readRoot(JSON.parse(bytes.toString()))
  return firstRoot(registry, {bytes, signature: existsSync(`${path}.sig`) ? readFileSync(`${path}.sig`) : undefined})
}
