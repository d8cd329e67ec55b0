import {dumpYamlDocuments} from '@ome/sdk/yaml-dump'
import {dependenceOf, hasNoun} from '../access/has-noun.ts'
import {rightsOf} from '../access/rights.ts'
import {roleManifests} from '../access/roles.ts'
import type {CommandDetails} from './describe-command.ts'

/** A Role with all rights that a command needs, as YAML, and what a person should know of it. */
export function commandRole({id, command}: CommandDetails, namespace: string): {text: string; notes: string[]} {
  const rights = rightsOf(command.needs ?? [], namespace).filter(({optional}) => !optional)
  const name = `ome-${id.toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-')}`
  const manifests = roleManifests({name, namespace, questions: rights.map(({question}) => question)})
  return {
    text: manifests.length === 0 ? '' : dumpYamlDocuments(manifests),
    notes: [
      ...(manifests.length === 0 && dependenceOf(command) === undefined
        ? [`"${id}" needs no rights in a cluster`]
        : []),
      ...(hasNoun(command)
        ? ['rights on the resource that is typed are left out: see them with ome auth explain']
        : []),
      ...(dependenceOf(command) === 'files'
        ? [
            'rights on the objects in files are left out: see them with ome auth explain and the kinds behind the command',
          ]
        : []),
    ],
  }
}
