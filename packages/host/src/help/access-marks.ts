import {hasFreshAccess} from '../access/caller-folder.ts'
import {makeContext, type World} from '../context/context.ts'
import {hasPolicyFiles, systemPolicyPath} from '../policy/policy-places.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import type {AccessMarks} from './layout.ts'

/**
 * What help does with commands that the person lacks rights for or that a policy forbids; undefined where nothing is
 * known or all are to be shown.
 */
export async function accessMarks(
  index: RouteIndex,
  world: World,
  system = systemPolicyPath,
): Promise<AccessMarks | undefined> {
  const {folders, env} = world
  const places = {system, data: folders.data, named: env['OME_POLICY']}
  if (!hasFreshAccess(folders.cache, Date.now()) && !hasPolicyFiles(places)) return undefined
  const how = settingOf(world)
  if (how === undefined) return undefined
  const {knownDenials} = await import('../access/known-denials.ts')
  const {context, end} = makeContext(world, 'help')
  try {
    const denied = await knownDenials(index, context, system)
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
