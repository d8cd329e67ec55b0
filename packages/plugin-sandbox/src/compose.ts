import {join} from 'node:path'
import type {Context} from '@ome/sdk/context'
import type {SandboxHost} from './domain/sandbox.ts'
import {sandboxHost} from './process/sandbox-host.ts'

/** In the bundle the server lies beside this file, in the sources one folder has both as well. */
const entry = typeof __dirname === 'string' ? join(__dirname, 'serve.cjs') : join(import.meta.dirname, 'serve.ts')

export const sandbox = ({folders, env, signal}: Context): SandboxHost =>
  sandboxHost({data: folders.data, cache: folders.cache, env, signal, entry})
