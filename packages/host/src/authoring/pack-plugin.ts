import {createHash} from 'node:crypto'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {ArtifactFacts} from '@ome/installer/artifact/contract'
import {type Packed, packFolder} from '@ome/installer/artifact/pack'
import {OmeError} from '@ome/sdk/errors'
import {contractChecks, packedFacts} from './contract-checks.ts'
import {build, type Run} from './scripts.ts'

export interface PackedPlugin {
  readonly packed: Packed
  readonly facts: ArtifactFacts
  /** As npm names it: `acme-plugin-quota-1.0.0.tgz`. */
  readonly file: string
  /** Hex. */
  readonly sha512: string
}

/** Builds a plugin and packs it, held to the contract. The same sources give the same bytes. */
export async function packPlugin(folder: string, hostApi: string, around: Omit<Run, 'cwd'>): Promise<PackedPlugin> {
  await build(folder, around)
  const packed = await packFolder(folder)
  const faults = contractChecks(packed, hostApi).flatMap((checked) => checked.faults)
  if (faults.length > 0)
    throw new OmeError('failed', `${folder} is not what a registry takes: ${faults.join('; ')}`, [
      'see every rule: ome plugin test',
    ])
  const facts = packedFacts(packed)
  const sha512 = createHash('sha512').update(packed.archive).digest('hex')
  return {packed, facts, file: `${facts.name.replace('@', '').replace('/', '-')}-${facts.version}.tgz`, sha512}
}

export function writePacked(folder: string, {packed, file}: PackedPlugin): string {
  const path = join(folder, file)
  writeFileSync(path, packed.archive)
  return path
}
