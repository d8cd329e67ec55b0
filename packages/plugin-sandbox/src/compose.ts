import {join, resolve} from 'node:path'
import type {Context} from '@ome/sdk/context'
import type {SandboxHost} from './domain/sandbox.ts'
import type {WorkingFolder} from './domain/working-files.ts'
import {sandboxHost} from './process/sandbox-host.ts'
import {workingFolder} from './process/working-folder.ts'

/** In the bundle the server lies beside this file, in the sources one folder has both as well. */
const entry = typeof __dirname === 'string' ? join(__dirname, 'serve.cjs') : join(import.meta.dirname, 'serve.ts')

export const sandbox = ({folders, env, signal}: Context): SandboxHost =>
  sandboxHost({data: folders.data, cache: folders.cache, env, signal, entry})

/** A folder as the person wrote it, seen from the working folder. */
export const folderAt = ({cwd}: Context, path: string): WorkingFolder => workingFolder(resolve(cwd, path))
