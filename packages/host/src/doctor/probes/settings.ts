import {isOmeError} from '@ome/sdk/errors'
import {demandAlias} from '../../aliases/alias-words.ts'
import {homeOf, shortPath} from '../../context/folders.ts'
import {aliasesOf, aliasWords, isDefaults, shadows} from '../../routes/expand-alias.ts'
import {indexInUse} from '../../routes/route-index.ts'
import {listSettings} from '../../settings/list-settings.ts'
import {findProjectFile, readProjectFile} from '../../settings/project-file.ts'
import {readUserFile, userFilePath} from '../../settings/user-file.ts'
import {type Finding, fail, fixOf, ok, type Probe, type Scene, warn} from '../finding.ts'

export const settingsProbe: Probe = {
  title: 'config',
  run: async (scene) => [...(await userFile(scene)), ...(await projectFile(scene)), ...variables(scene)],
}

async function userFile({context: {folders, env}}: Scene): Promise<Finding[]> {
  const path = shortPath(userFilePath(folders), env)
  try {
    const keys = Object.keys(await readUserFile(folders))
    return [
      ok('config', keys.length === 0 ? `${path} is not there or empty: defaults hold` : `${path}: ${keys.join(', ')}`),
    ]
  } catch (error) {
    if (!isOmeError(error)) throw error
    return [fail('config', error.message, 'ome config edit')]
  }
}

async function projectFile({context: {cwd, env}}: Scene): Promise<Finding[]> {
  const path = findProjectFile(cwd, homeOf(env))
  if (path === undefined) return []
  try {
    const {notice} = await readProjectFile(path)
    return [notice === undefined ? ok('project', `${path} sets namespace or preferences`) : warn('project', notice)]
  } catch (error) {
    if (!isOmeError(error)) throw error
    return [fail('project', error.message, fixOf(error.hints))]
  }
}

/** Values in force, so that a variable that does not fit is found as well. */
function variables({context}: Scene): Finding[] {
  try {
    listSettings(context.settings)
    return []
  } catch (error) {
    if (!isOmeError(error)) throw error
    return [fail('config', error.message, fixOf(error.hints))]
  }
}

export const aliasProbe: Probe = {
  title: 'alias',
  async run({context: {folders}}) {
    const index = indexInUse(folders.cache)
    const aliases = Object.entries(aliasesOf(index))
    if (aliases.length === 0) return []
    const findings = aliases.flatMap(([name, text]): Finding[] => {
      if (shadows(index, name) && !isDefaults(index, name, aliasWords(text)))
        return [
          warn('alias', `"${name}" is not used: it would hide a command of that name`, `ome alias ${name} --delete`),
        ]
      try {
        demandAlias(index, name, text.replace(/^ome\s+/, ''))
        return []
      } catch (error) {
        if (!isOmeError(error)) throw error
        return [warn('alias', error.message, `ome alias ${name} --delete`)]
      }
    })
    return findings.length > 0 ? findings : [ok('alias', `${aliases.length} in use`)]
  },
}
