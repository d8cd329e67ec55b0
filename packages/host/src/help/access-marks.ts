import {hasFreshAccess} from '../access/caller-folder.ts'
import {makeContext, type World} from '../context/context.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import type {AccessMarks} from './layout.ts'

/** What help does with commands the person lacks rights for; undefined where nothing is known or all are to be shown. */
export async function accessMarks(index: RouteIndex, world: World): Promise<AccessMarks | undefined> {
  if (!hasFreshAccess(world.folders.cache, Date.now())) return undefined
  const how = settingOf(world)
  if (how === undefined) return undefined
  const {knownDenials} = await import('../access/known-denials.ts')
  const {context, end} = makeContext(world, 'help')
  try {
    const denied = await knownDenials(index, context)
    return denied.size === 0 ? undefined : {denied, hide: how === 'hide'}
  } finally {
    await end()
  }
}

function settingOf({settings}: World): 'mark' | 'hide' | undefined {
  try {
    const how = settings.get('preferences.access')
    return how === 'hide' ? 'hide' : how === 'show' ? undefined : 'mark'
  } catch {
    // A broken config.yaml is told by the first command that asks for a setting; help comes without any.
    return 'mark'
  }
}
