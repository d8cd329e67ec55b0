import type {Context, Folders} from '@ome/sdk/context'
import {knownDenials} from '../access/known-denials.ts'
import {makeContext} from '../context/context.ts'
import {processIo} from '../context/io.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import {joinSettings} from '../settings/settings.ts'

/** The index without the commands that the person is known to lack rights for. Asks no cluster. */
export async function allowedOnly(
  index: RouteIndex,
  {folders, env}: {readonly folders: Folders; readonly env: Context['env']},
): Promise<RouteIndex> {
  const {context, end} = makeContext(
    {
      io: Object.create(processIo(env), {err: {value: () => undefined}, canPrompt: {value: false}}),
      env,
      cwd: process.cwd(),
      folders,
      settings: joinSettings({env, user: {path: folders.config, values: index.config}}),
      signal: new AbortController().signal,
      bin: 'ome',
      version: index.version,
    },
    'completion',
  )
  try {
    const denied = await knownDenials(index, context)
    return {...index, commands: Object.fromEntries(Object.entries(index.commands).filter(([id]) => !denied.has(id)))}
  } finally {
    await end()
  }
}
