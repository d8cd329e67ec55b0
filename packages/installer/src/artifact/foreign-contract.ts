import type {IndexCommand} from '../registry/plugin-index.ts'
import {type ForeignManifest, readForeignManifest} from './foreign-manifest.ts'
import {type LocalRun, platforms, programPath, runnerNeeds} from './foreign-run.ts'
import {manifestCommands} from './manifest-commands.ts'

/** A file of an artifact, without its bytes. */
export interface ArtifactFile {
  readonly path: string
  readonly executable: boolean
}

/** The commands as the index tells them: with the rights that running them in the cluster takes. */
export function foreignCommands(manifest: ForeignManifest): readonly IndexCommand[] {
  return manifestCommands({commands: manifest.rows}).map((command) => {
    const run = manifest.remote[command.id.replaceAll(' ', ':')]
    return run === undefined ? command : {...command, needs: [...command.needs, ...runnerNeeds(run)]}
  })
}

export interface ForeignFacts {
  readonly manifest: ForeignManifest
  readonly commands: readonly IndexCommand[]
  /** Absent: it runs everywhere. */
  readonly platforms?: readonly string[]
}

/**
 * Reads a manifest and holds the files to it: every program is there and may be executed, nothing else may. Throws
 * with the list of what is wrong.
 */
export function inspectForeign(value: unknown, version: unknown, files: readonly ArtifactFile[]): ForeignFacts {
  const manifest = readForeignManifest(value)
  const byPath = new Map(files.map((file) => [file.path, file]))
  const programs = Object.entries(manifest.local).map(([id, run]) => ({id, run, found: programsOf(run, byPath)}))
  const declared = new Set(programs.flatMap(({found}) => found))
  const faults = [
    ...(manifest.version === version ? [] : ['its version is not the one of package.json']),
    ...(Object.keys(manifest.rows).length > 0 ? [] : ['it has no commands']),
    ...programs.flatMap(({id, run, found}) =>
      found.length > 0 ? [] : [`${id}: ${run.exec[0]} is not in the artifact`],
    ),
    ...(manifest.kind === 'python' ? [] : [...declared])
      .filter((path) => byPath.get(path)?.executable === false)
      .map((path) => `${path} may not be executed`),
    ...files
      .filter(({path, executable}) => executable && !declared.has(path))
      .map(({path}) => `${path} may be executed and is no command's program`),
  ]
  if (faults.length > 0) throw new Error(faults.join('; '))
  const common = platforms.filter((platform) => programs.every(({run}) => byPath.has(programPath(run, platform))))
  const everywhere = common.length === platforms.length || manifest.kind === 'container'
  return {manifest, commands: foreignCommands(manifest), ...(everywhere ? {} : {platforms: common})}
}

function programsOf(run: LocalRun, files: ReadonlyMap<string, ArtifactFile>): readonly string[] {
  const paths = [...new Set(platforms.map((platform) => programPath(run, platform)))]
  return paths.filter((path) => files.has(path))
}
