import {parsePairs} from '@ome/inference-model/deploy/pairs'
import {OmeCommand} from '@ome/sdk/command'
import {createProject as needs} from '../../needs.ts'
import {kubeflowUser, personOf, projecting, repositoryManifests} from '../../project/compose.ts'
import {checkedName} from '../../project/domain/project.ts'
import {creating, projectName} from '../../project/flags.ts'
import {createProject} from '../../project/printing/create-project.ts'
import {askWish} from '../../project/prompts.ts'
import {planCreate} from '../../project/usecases/plan-create.ts'

export default class KfCreate extends OmeCommand {
  static override summary = 'Make a project to work in'
  static override description =
    'A profile with its namespace, accounts and rights, or a namespace where Kubeflow has no profiles; waits until it is ready. Whoever may not make profiles has the access management of Kubeflow make it. What a folder or git repository holds at its top, or with -R in its folders too, is applied into it; what does not belong into a namespace is refused before anything is written.'
  static override examples = [
    '<%= config.bin %> kf create vision',
    '<%= config.bin %> kf create vision --quota requests.nvidia.com/gpu=4 -d',
    '<%= config.bin %> kf create vision -r ./manifests',
  ]
  static override args = projectName
  static override flags = creating
  static override needs = needs
  static override risk = 'write' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfCreate)
    const name = checkedName(args.namespace)
    const {repo, branch: ref, recursive} = flags
    const manifests = repo === undefined ? undefined : await repositoryManifests(this.context, {repo, ref, recursive})
    const owner = flags.owner ?? kubeflowUser(this.context) ?? (await personOf(this.context, name)).user
    const said = {name, owner, quota: parsePairs('--quota', flags.quota)}
    const wish = flags.interactive ? await this.asked(said) : said
    const ports = await projecting(this.context)
    const plan = await planCreate({...ports, objects: ports.clusterObjects}, wish, manifests)
    const run = this.plan.bind(this)
    const made = await createProject(this.context, plan, {ports, wish, run, flags})
    if (made && flags.output === undefined) this.note(`work in it: ome kf use ${name}`)
  }

  private async asked(wish: Parameters<typeof askWish>[1]): ReturnType<typeof askWish> {
    const {answersOf} = await import('@ome/sdk/answers')
    return askWish(answersOf(this.context, '--owner and --quota'), wish)
  }
}
