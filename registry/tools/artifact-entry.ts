import {createHash} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {Readable} from 'node:stream'
import {buffer} from 'node:stream/consumers'
import {pipeline} from 'node:stream/promises'
import {createGunzip} from 'node:zlib'
import {type ArtifactFacts, inspectArtifact, manifestFile} from '@ome/installer/artifact/contract'
import {foreignManifestFile} from '@ome/installer/artifact/foreign-run'
import {joinedNeeds, manifestCommands} from '@ome/installer/artifact/manifest-commands'
import {hashFiles, type Packed, type PackedFile} from '@ome/installer/artifact/pack'
import {extract} from 'tar-stream'

/** What a packed plugin says about itself; with `verify` off a hostile one is described as far as it can be read. */
export function artifactFacts(packed: Packed, verify: boolean): ArtifactFacts {
  const read = (path: string): Buffer | undefined => packed.files.find((file) => file.path === path)?.bytes
  try {
    return inspectArtifact(read, packed.files)
  } catch (error) {
    if (verify) throw error
    return leniently(read)
  }
}

/** Reads an archive as it is: all plain files below `package/`; its bytes stay untouched. */
export async function readArchive(path: string): Promise<Packed> {
  const archive = readFileSync(path)
  const files: PackedFile[] = []
  const reader = extract()
  const fed = pipeline(Readable.from([archive]), createGunzip(), reader)
  for await (const entry of reader) {
    const bytes = await buffer(Readable.from(entry))
    const {type, name, mode} = entry.header
    if (type === 'file' && name.startsWith('package/'))
      files.push({path: name.slice('package/'.length), bytes, executable: ((mode ?? 0) & 0o111) !== 0})
  }
  await fed
  return {archive, files, tree: hashFiles(files)}
}

function leniently(read: (path: string) => Buffer | undefined): ArtifactFacts {
  const {name, version, description, ome} = JSON.parse(String(read('package.json') ?? '{}'))
  const foreign = read(foreignManifestFile)
  const manifest = foreign ?? read(manifestFile) ?? Buffer.alloc(0)
  const content = manifest.length === 0 ? {commands: {}} : JSON.parse(manifest.toString())
  const commands = manifestCommands(content)
  return {
    name,
    version,
    kind: foreign === undefined ? 'npm' : content.kind,
    summary: description ?? '',
    hostApi: ome?.hostApi ?? '*',
    topics: [],
    network: ome?.network ?? [],
    manifest: createHash('sha256').update(manifest).digest('hex'),
    commands,
    needs: joinedNeeds(commands),
  }
}
