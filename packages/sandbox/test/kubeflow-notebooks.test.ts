import {deepEqual, equal, match} from 'node:assert/strict'
import {deployments, namespaces, pods, roleBindings, services} from '../src/controllers/resources.ts'
import {
  authorizationPolicies,
  kserveServices,
  notebooks,
  profiles,
  tensorboards,
  virtualServices,
  workspaceKinds,
  workspaces,
} from '../src/kubeflow/resources.ts'
import {callPod, whole} from '../src/kubelet/inside-call.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {kubeflowCluster, object, read} from './kubeflow-fixture.ts'

const notebook = object('kubeflow.org/v1', 'Notebook', 'nb', {
  template: {spec: {containers: [{name: 'nb', image: 'ghcr.io/kubeflow/jupyter-scipy:v1.10.0'}]}},
})

/** @feature Kubeflow: Profiles, Notebooks v1 and v2, Tensorboards, KServe services | works */
describe('Kubeflow', () => {
  let cluster: StandingCluster
  let faults: string[]

  beforeEach(async () => {
    faults = []
    cluster = await kubeflowCluster(faults)
  })
  afterEach(() => {
    cluster.stop()
    deepEqual(faults, [])
  })

  it('runs a notebook with its Service and route, and copies the state of its pod', async () => {
    cluster.api.create(notebooks, notebook)
    await cluster.advance(120_000)
    const {status} = read(cluster, notebooks, 'nb')

    equal(status.readyReplicas, 1)
    equal(typeof status.containerState.running.startedAt, 'string')
    equal(status.conditions.find(({type}: {type: string}) => type === 'Ready').status, 'True')
    equal(read(cluster, services, 'nb').spec.ports[0].name, 'http-nb')
    equal(read(cluster, virtualServices, 'notebook-team-a-nb').spec.http[0].match[0].uri.prefix, '/notebook/team-a/nb/')
    deepEqual(read(cluster, pods, 'nb-0').spec.containers[0].env, [{name: 'NB_PREFIX', value: '/notebook/team-a/nb'}])
  })

  it('answers for its kernels below its prefix', async () => {
    cluster.api.create(notebooks, notebook)
    await cluster.advance(120_000)
    const pod = read(cluster, pods, 'nb-0')
    const answers: string[] = []
    const path = '/notebook/team-a/nb/api/kernels'
    callPod(
      cluster.kubelet.http,
      {pod, port: 8888, path},
      {},
      whole(({body}) => answers.push(body)),
    )

    match(answers[0] ?? '', /"execution_state":"idle"/)
  })

  it('stops a notebook by its annotation and starts it again', async () => {
    cluster.api.create(notebooks, notebook)
    await cluster.advance(120_000)
    const annotate = (value: string | null) =>
      cluster.api.patch(notebooks, 'nb', 'team-a', {metadata: {annotations: {'kubeflow-resource-stopped': value}}})

    annotate('2026-11-21T12:00:00Z')
    await cluster.advance(60_000)
    equal(cluster.api.get(pods, 'nb-0', 'team-a'), undefined)
    deepEqual(read(cluster, notebooks, 'nb').status.readyReplicas, 0)
    deepEqual(read(cluster, notebooks, 'nb').status.containerState, {})

    annotate(null)
    await cluster.advance(60_000)
    equal(read(cluster, notebooks, 'nb').status.readyReplicas, 1)
  })

  it('tells events of the pod of the notebook too', async () => {
    cluster.api.create(notebooks, notebook)
    await cluster.advance(60_000)
    const told = cluster.api
      .list({group: '', plural: 'events'}, {namespace: 'team-a'})
      .filter((event) => event['involvedObject'].kind === 'Notebook')
      .map((event) => String(event['message']))

    match(told.join('\n'), /^Reissued from pod\/nb-0: Successfully assigned/m)
  })

  it('runs a workspace after its kind, and pauses it', async () => {
    const options = {
      imageConfig: {
        spawner: {default: 'a'},
        values: [{id: 'a', spawner: {}, spec: {image: 'jupyter:1', ports: [{port: 8888}]}}],
      },
      podConfig: {spawner: {default: 's'}, values: [{id: 's', spawner: {}, spec: {resources: {requests: {cpu: '1'}}}}]},
    }
    cluster.api.create(workspaceKinds, {
      apiVersion: 'kubeflow.org/v1beta1',
      kind: 'WorkspaceKind',
      metadata: {name: 'jupyterlab'},
      spec: {spawner: {displayName: 'JupyterLab', description: 'a notebook'}, podTemplate: {options}},
    })
    const spec = {kind: 'jupyterlab', podTemplate: {options: {imageConfig: 'a', podConfig: 's'}}}
    cluster.api.create(workspaces, object('kubeflow.org/v1beta1', 'Workspace', 'ws', spec))
    await cluster.advance(60_000)
    const running = read(cluster, workspaces, 'ws').status

    equal(running.state, 'Running')
    match(running.podTemplatePod.name, /^ws-ws-[a-z0-9]{5}-0$/)

    cluster.api.patch(workspaces, 'ws', 'team-a', {spec: {paused: true}})
    await cluster.advance(60_000)
    const {state, pauseTime} = read(cluster, workspaces, 'ws').status
    equal(state, 'Paused')
    equal(pauseTime > Date.parse('2026-11-21T12:00:00Z'), true)
  })

  it('says what a workspace lacks', async () => {
    const spec = {kind: 'none', podTemplate: {options: {imageConfig: 'a', podConfig: 's'}}}
    cluster.api.create(workspaces, object('kubeflow.org/v1beta1', 'Workspace', 'ws', spec))
    await cluster.advance(1000)

    equal(read(cluster, workspaces, 'ws').status.stateMessage, 'Workspace references unknown WorkspaceKind: none')
  })

  it('shows training logs of a claim', async () => {
    cluster.api.create(
      {group: '', plural: 'persistentvolumeclaims'},
      object('v1', 'PersistentVolumeClaim', 'data', {
        accessModes: ['ReadWriteOnce'],
        resources: {requests: {storage: '1Gi'}},
      }),
    )
    cluster.api.create(
      tensorboards,
      object('tensorboard.kubeflow.org/v1alpha1', 'Tensorboard', 'tb', {logspath: 'pvc://data/runs/1'}),
    )
    await cluster.advance(60_000)
    const {spec} = read(cluster, deployments, 'tb').spec.template

    deepEqual(spec.containers[0].volumeMounts, [
      {name: 'tbpd', mountPath: '/tensorboard_logs/', readOnly: true, subPath: 'runs/1'},
    ])
    equal(spec.volumes[0].persistentVolumeClaim.claimName, 'data')
    equal(read(cluster, virtualServices, 'tb').spec.http[0].match[0].uri.prefix, '/tensorboard/team-a/tb/')
  })

  it('makes a namespace of a profile, with the rights of its owner and a quota', async () => {
    cluster.api.create(profiles, {
      apiVersion: 'kubeflow.org/v1',
      kind: 'Profile',
      metadata: {name: 'team-x'},
      spec: {owner: {kind: 'User', name: 'carol@example.com'}, resourceQuotaSpec: {hard: {cpu: '8'}}},
    })
    await cluster.advance(10_000)
    const admin = cluster.api.get(roleBindings, 'namespaceAdmin', 'team-x')

    equal(cluster.api.get(namespaces, 'team-x')?.metadata.annotations?.['owner'], 'carol@example.com')
    deepEqual(admin?.['roleRef'].name, 'kubeflow-admin')
    deepEqual(admin?.metadata.annotations, {user: 'carol@example.com', role: 'admin'})
    equal(cluster.api.get(authorizationPolicies, 'ns-owner-access-istio', 'team-x') !== undefined, true)
    equal(cluster.api.get({group: '', plural: 'resourcequotas'}, 'kf-resource-quota', 'team-x')?.spec.hard.cpu, '8')

    cluster.api.delete(profiles, 'team-x')
    await cluster.advance(30_000)
    equal(cluster.api.get(namespaces, 'team-x'), undefined)
    equal(cluster.api.get(profiles, 'team-x'), undefined)
  })

  it('does not take over the namespace of somebody else', async () => {
    cluster.api.create(profiles, {
      apiVersion: 'kubeflow.org/v1',
      kind: 'Profile',
      metadata: {name: 'team-a'},
      spec: {owner: {kind: 'User', name: 'carol@example.com'}},
    })
    await cluster.advance(10_000)

    deepEqual(cluster.api.get(profiles, 'team-a')?.['status'].conditions, [
      {
        type: 'Failed',
        status: 'True',
        message: 'namespace already exist, but not owned by profile creator carol@example.com',
      },
    ])
  })

  it('serves a model with KServe', async () => {
    const spec = {predictor: {model: {modelFormat: {name: 'sklearn'}, storageUri: 'gs://models/iris'}}}
    cluster.api.create(kserveServices, object('serving.kserve.io/v1beta1', 'InferenceService', 'iris', spec))
    await cluster.advance(120_000)
    const {status} = read(cluster, kserveServices, 'iris')

    equal(status.url, 'http://iris-team-a.example.com')
    equal(status.conditions.find(({type}: {type: string}) => type === 'Ready').status, 'True')
  })
})
