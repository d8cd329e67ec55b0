import {allCrds, type CustomResourceDefinition, crd} from '@ome/kinds/crd'
import {omeNextCrds, omeOpenCrds} from '@ome/kinds/ome-forms'
import type {Admission, ApiObject} from './api.ts'
import {leaderWorkerSetController} from './controllers/leader-worker-set.ts'
import {leaderWorkerPods} from './controllers/lws-pods.ts'
import type {Controller} from './controllers/world.ts'
import {groveAdmissions} from './grove/admission.ts'
import {groveControllers, groveDefinitions} from './grove/grove.ts'
import {groveSchedulers} from './grove/scheduling.ts'
import {kaitoAdmissions} from './kaito/admission/admission.ts'
import {kaitoControllers} from './kaito/kaito.ts'
import {kubeflowAdmissions} from './kubeflow/admission.ts'
import {kubeflowControllers, kubeflowGroups} from './kubeflow/kubeflow.ts'
import {omeAdmissions} from './ome/admission.ts'
import {gatewayController} from './ome/gateway.ts'
import {kedaController} from './ome/keda.ts'
import {omeNextAdmissions} from './ome/next/admission.ts'
import {omeNextControllers} from './ome/next/ome-next.ts'
import {omeControllers} from './ome/ome.ts'
import {installStock} from './ome/stock/install.ts'
import type {SchedulerPlugin} from './scheduler/gang.ts'

/** What installing a product brings into a cluster. */
export interface Stack {
  readonly definitions: readonly ApiObject[]
  readonly controllers: readonly Controller[]
  readonly admissions: readonly Admission[]
  /** Schedulers and gangs that it brings. */
  readonly schedulers?: readonly SchedulerPlugin[]
}

const definitionsOf = (...groups: readonly string[]): ApiObject[] =>
  allCrds()
    .filter(({spec}) => groups.includes(spec.group))
    .map((definition) => ({...definition, metadata: {...definition.metadata}}))

const definitionsNamed = (names: readonly string[]): ApiObject[] =>
  names.flatMap((name) => {
    const definition = crd(name)
    return definition ? [{...definition, metadata: {...definition.metadata}}] : []
  })

const copies = (definitions: readonly CustomResourceDefinition[]): ApiObject[] =>
  definitions.map((definition) => ({...definition, metadata: {...definition.metadata}}))

const stacks: Readonly<Record<string, () => Stack>> = {
  grove: () => ({
    definitions: definitionsNamed(groveDefinitions),
    controllers: groveControllers,
    admissions: groveAdmissions,
    schedulers: groveSchedulers,
  }),
  'gateway-api': () => ({
    definitions: definitionsOf('gateway.networking.k8s.io'),
    controllers: [gatewayController],
    admissions: [],
  }),
  kaito: () => ({
    definitions: definitionsNamed([
      'workspaces.kaito.sh',
      'inferencesets.kaito.sh',
      'ragengines.kaito.sh',
      'modelmirrors.kaito.sh',
      'nodeclaims.karpenter.sh',
    ]),
    controllers: kaitoControllers,
    admissions: kaitoAdmissions,
  }),
  'kaito-multi-role': () => ({
    definitions: definitionsNamed(['multiroleinferences.kaito.sh']),
    controllers: [],
    admissions: [],
  }),
  kubeflow: () => ({
    definitions: definitionsOf(...kubeflowGroups),
    controllers: kubeflowControllers,
    admissions: kubeflowAdmissions,
  }),
  keda: () => ({definitions: definitionsOf('keda.sh'), controllers: [kedaController], admissions: []}),
  lws: () => ({
    definitions: definitionsOf('leaderworkerset.x-k8s.io'),
    controllers: [leaderWorkerSetController],
    admissions: [leaderWorkerPods],
  }),
  monitoring: () => ({definitions: definitionsOf('monitoring.coreos.com'), controllers: [], admissions: []}),
  'ome-next': () => ({
    definitions: [...copies(omeNextCrds()), ...definitionsNamed(['podmonitors.monitoring.coreos.com'])],
    controllers: omeNextControllers,
    admissions: omeNextAdmissions,
  }),
  'ome-stock': () => ({definitions: [], controllers: [installStock], admissions: []}),
  'ome-open': () => ({definitions: copies(omeOpenCrds()), controllers: omeControllers, admissions: omeAdmissions}),
  ome: () => ({definitions: definitionsOf('ome.io'), controllers: omeControllers, admissions: omeAdmissions}),
}

/** The stack of this name; undefined when the sandbox has none. */
export const stack = (name: string): Stack | undefined => stacks[name]?.()
