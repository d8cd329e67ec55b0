import {Args, Flags} from '@ome/sdk/command'
import {write} from '@ome/sdk/flags'

export const projectName = {namespace: Args.string({description: 'name of the project, a namespace', required: true})}

const {diff: _diff, wait: _wait, ...writes} = write

export const creating = {
  ...writes,
  'dry-run': {...write['dry-run'], char: 'd' as const},
  repo: Flags.string({
    char: 'r',
    description: 'folder or git repository with what belongs into it',
    helpValue: 'DIR|URL',
  }),
  recursive: Flags.boolean({char: 'R', description: 'look into the folders of it too', dependsOn: ['repo']}),
  branch: Flags.string({char: 'b', description: 'branch or tag of the repository', dependsOn: ['repo']}),
  interactive: Flags.boolean({char: 'i', description: 'ask for owner and quota'}),
  owner: Flags.string({description: 'who owns it; you when not given'}),
  quota: Flags.string({
    description: 'limit of the namespace, such as requests.nvidia.com/gpu=4; several times',
    helpValue: 'NAME=VALUE',
    multiple: true,
  }),
}

export const deleting = writes
