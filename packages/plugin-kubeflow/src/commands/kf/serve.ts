import {OmeCommand} from '@ome/sdk/command'
import {readManifests} from '@ome/sdk/manifest-files'
import {kubeflow} from '../../compose.ts'
import {services} from '../../serving/compose.ts'
import {readService} from '../../serving/domain/served-service.ts'
import {serveArgs, serveCompletions, serveFlags} from '../../serving/flags.ts'
import {serve} from '../../serving/needs.ts'
import {readyUrl} from '../../serving/printing/ready-url.ts'
import {planServe} from '../../serving/usecases/plan-serve.ts'

export default class KfServe extends OmeCommand {
  static override summary = 'Serve a model: make an InferenceService from a file'
  static override description =
    'FILE holds one InferenceService of KServe or of OME. Waits until it is ready and prints its URL; where it is there already it is brought to what the file says.'
  static override examples = [
    '<%= config.bin %> kf serve iris-2 inferenceservice.yaml -n team-a',
    '<%= config.bin %> kf serve iris-2 inferenceservice.yaml -n team-a --no-wait',
  ]
  static override args = serveArgs
  static override flags = serveFlags
  static override needs = serve
  static override risk = 'write' as const
  static override completions = serveCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfServe)
    const {io, cwd} = this.context
    const namespace = flags.namespace ?? (await this.context.namespace())
    const manifests = await readManifests([args.file], {stdin: io.stdin, cwd})
    const service = readService(manifests, {name: args.name, namespace, source: args.file})
    const [world, {detection}] = [await services(this.context), await kubeflow(this.context)]
    const {applied} = await this.plan(await planServe(world, detection, service), flags)
    if (!applied || !flags.wait) return
    const url = await readyUrl(this.context, world, service, flags.timeout)
    if (url !== '' && flags.output === undefined) this.log(url)
  }
}
