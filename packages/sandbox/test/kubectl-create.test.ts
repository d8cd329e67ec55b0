import assert from 'node:assert/strict'
import {type ExecFileException, execFile} from 'node:child_process'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {createCertificates} from '../src/server/access/certificates.ts'
import {startWire, type Wire} from '../src/server/testing/wire.ts'

const kubectl = process.env['OME_TEST_KUBECTL'] ?? fileURLToPath(new URL('../../../tools/bin/kubectl', import.meta.url))

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** What `kubectl create` and its likes send as protobuf, and what of it must have arrived. */
const commands: [command: string, read: string, wanted: string][] = [
  ['create namespace n', 'ns n -o jsonpath={.metadata.name}', 'n'],
  ['create configmap cm --from-literal=a=1 --from-literal=b=x=y', 'cm cm -o jsonpath={.data.a},{.data.b}', '1,x=y'],
  ['create secret generic s --from-literal=p=q', 'secret s -o jsonpath={.type},{.data.p}', 'Opaque,cQ=='],
  [
    'create secret docker-registry dr --docker-username=u --docker-password=p --docker-server=r.example.com',
    'secret dr -o jsonpath={.type}',
    'kubernetes.io/dockerconfigjson',
  ],
  ['create secret tls t --cert=CERT --key=KEY', 'secret t -o jsonpath={.type}', 'kubernetes.io/tls'],
  ['create serviceaccount sa', 'sa sa -o jsonpath={.metadata.name}', 'sa'],
  [
    'create role r --verb=get,list --resource=pods,deployments.apps --resource-name=x',
    'role r -o jsonpath={.rules[*].resources[*]},{.rules[0].verbs[*]},{.rules[0].resourceNames[0]}',
    'pods deployments,get list,x',
  ],
  [
    'create rolebinding rb --role=r --serviceaccount=default:sa --user=u --group=g',
    'rolebinding rb -o jsonpath={.roleRef.name},{.subjects[*].kind}',
    'r,User Group ServiceAccount',
  ],
  [
    'create clusterrole cr --verb=get --non-resource-url=/metrics',
    'clusterrole cr -o jsonpath={.rules[0].nonResourceURLs[0]}',
    '/metrics',
  ],
  [
    'create clusterrole ca --aggregation-rule=a=b',
    'clusterrole ca -o jsonpath={.aggregationRule.clusterRoleSelectors[0].matchLabels.a}',
    'b',
  ],
  [
    'create clusterrolebinding crb --clusterrole=cr --user=u',
    'clusterrolebinding crb -o jsonpath={.roleRef.kind}',
    'ClusterRole',
  ],
  [
    'create deployment d --image=nginx --replicas=2 --port=80 -- sleep 1',
    'deploy d -o jsonpath={.spec.replicas},{..containerPort},{..command[*]}',
    '2,80,sleep 1',
  ],
  [
    'create job j --image=busybox -- echo hi',
    'job j -o jsonpath={.spec.template.spec.containers[0].command[*]}',
    'echo hi',
  ],
  [
    'create cronjob c --image=busybox --schedule=*/5_*_*_*_* -- date',
    'cronjob c -o jsonpath={.spec.schedule}',
    '*/5 * * * *',
  ],
  ['create job k --from=cronjob/c', 'job k -o jsonpath={.metadata.ownerReferences[0].kind}', 'CronJob'],
  [
    'create ingress i --class=x --rule=a.example.com/p*=svc:80,tls=sec --default-backend=d:http',
    'ing i -o jsonpath={.spec.ingressClassName},{.spec.rules[0].host},{.spec.rules[0].http.paths[0].pathType},{.spec.tls[0].secretName},{.spec.defaultBackend.service.port.name}',
    'x,a.example.com,Prefix,sec,http',
  ],
  [
    'create poddisruptionbudget p --selector=a=b --min-available=1',
    'pdb p -o jsonpath={.spec.minAvailable},{.spec.selector.matchLabels.a}',
    '1,b',
  ],
  ['create pdb q --selector=a=b --max-unavailable=50%', 'pdb q -o jsonpath={.spec.maxUnavailable}', '50%'],
  [
    'create quota q -n n --hard=cpu=1,memory=1G',
    'quota q -n n -o jsonpath={.spec.hard.cpu},{.spec.hard.memory}',
    '1,1G',
  ],
  [
    'create priorityclass pc --value=5 --global-default=false --description=x --preemption-policy=Never',
    'pc pc -o jsonpath={.value},{.description},{.preemptionPolicy}',
    '5,x,Never',
  ],
  [
    'create service clusterip a --tcp=80:8080',
    'svc a -o jsonpath={.spec.type},{.spec.ports[0].targetPort},{.spec.selector.app}',
    'ClusterIP,8080,a',
  ],
  ['create service clusterip h --clusterip=None', 'svc h -o jsonpath={.spec.clusterIP}', 'None'],
  [
    'create service nodeport b --tcp=80 --node-port=30080',
    'svc b -o jsonpath={.spec.type},{.spec.ports[0].nodePort}',
    'NodePort,30080',
  ],
  [
    'create service loadbalancer c --tcp=443:https',
    'svc c -o jsonpath={.spec.type},{.spec.ports[0].targetPort}',
    'LoadBalancer,https',
  ],
  [
    'create service externalname e --external-name=x.example.com',
    'svc e -o jsonpath={.spec.externalName}',
    'x.example.com',
  ],
  [
    'run r --image=nginx --port=80 --env=A=1 --labels=x=y',
    'pod r -o jsonpath={..containerPort},{..env[0].value},{.metadata.labels.x}',
    '80,1,y',
  ],
  ['expose pod r --port=80 --name=re', 'svc re -o jsonpath={.spec.selector.x}', 'y'],
  [
    'expose deployment d --port=80 --target-port=http --type=NodePort',
    'svc d -o jsonpath={.spec.ports[0].targetPort}',
    'http',
  ],
  [
    'autoscale deployment d --min=1 --max=4 --cpu=70%',
    'hpa d -o jsonpath={.spec.maxReplicas},{.spec.metrics[0].resource.target.averageUtilization}',
    '4,70',
  ],
  ['cordon node-1', 'node node-1 -o jsonpath={.spec.unschedulable}', 'true'],
]

/** @feature API: everything that kubectl create, run, expose and autoscale send | golden */
describe('what the real kubectl creates', function () {
  this.timeout(60_000)
  let wire: Wire
  let home: string
  const run = (args: readonly string[]): Promise<Ran> =>
    new Promise((resolve) => {
      const env = {...process.env, KUBECONFIG: join(home, 'config'), HOME: home}
      execFile(kubectl, [...args], {env, timeout: 30_000}, (error: ExecFileException | null, out, err) =>
        resolve({code: error ? Number(error.code ?? 1) : 0, out, err}),
      )
    })
  const words = (text: string): string[] =>
    text
      .split(' ')
      .map((word) => word.replaceAll('_', ' ').replace('CERT', join(home, 'cert')).replace('KEY', join(home, 'key')))

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'ome-create-'))
    wire = await startWire()
    wire.server.api.create({group: '', plural: 'nodes'}, {apiVersion: 'v1', kind: 'Node', metadata: {name: 'node-1'}})
    const {certificate, key} = wire.server.clientCertificate({commonName: 'admin', organizations: ['system:masters']})
    const {authority} = createCertificates(new Date())
    await writeFile(join(home, 'cert'), authority.certificate)
    await writeFile(join(home, 'key'), authority.key)
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 's',
      clusters: [
        {
          name: 's',
          cluster: {
            server: wire.url,
            'certificate-authority-data': base64(wire.server.certificates.authority.certificate),
          },
        },
      ],
      users: [{name: 'admin', user: {'client-certificate-data': base64(certificate), 'client-key-data': base64(key)}}],
      contexts: [{name: 's', context: {cluster: 's', user: 'admin'}}],
    }
    await writeFile(join(home, 'config'), JSON.stringify(config))
  })
  after(async () => {
    await wire.close()
    await rm(home, {recursive: true, force: true})
  })

  for (const [command, read, wanted] of commands)
    it(command.replaceAll('_', ' '), async () => {
      const made = await run(words(command))
      assert.equal(made.code, 0, made.err)
      const {out, err} = await run(['get', ...words(read)])
      assert.equal(out, wanted, err)
    })

  it('create token', async () => {
    await run(['create', 'serviceaccount', 'tk'])
    const {out, err} = await run(['create', 'token', 'tk', '--duration=1h', '--audience=x'])
    assert.match(out, /^[\w-]+\.[\w-]+\.[\w-]+\s*$/, err)
  })

  it('auth can-i, whoami', async () => {
    assert.equal((await run(['auth', 'can-i', 'create', 'pods', '--subresource=log'])).out, 'yes\n')
    assert.match((await run(['auth', 'can-i', '--list'])).out, /^Resources/)
    assert.match((await run(['auth', 'whoami'])).out, /Username +admin/)
  })

  it('apply --server-side takes over from apply without a conflict, and again changes nothing', async () => {
    const manifest = (image: string, replicas: number) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: moved}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec: {containers: [{name: c, image: "${image}", ports: [{containerPort: 80}]}]}
`
    const file = join(home, 'moved.yaml')
    const apply = async (text: string, ...flags: string[]) => {
      await writeFile(file, text)
      return run(['apply', '-f', file, ...flags])
    }
    const owners = 'jsonpath={range .metadata.managedFields[*]}{.manager} {.operation}{"\\n"}{end}'
    await apply(manifest('x:1', 1))
    const moved = await apply(manifest('x:2', 1), '--server-side')
    const version = await run(['get', 'deploy', 'moved', '-o', 'jsonpath={.metadata.resourceVersion}'])
    const again = await apply(manifest('x:2', 1), '--server-side')
    const after = await run(['get', 'deploy', 'moved', '-o', 'jsonpath={.metadata.resourceVersion}'])
    const other = await apply(manifest('x:3', 1), '--server-side', '--field-manager=other')
    assert.equal(moved.code, 0, moved.err)
    assert.equal(again.code, 0, again.err)
    assert.equal(after.out, version.out)
    assert.match((await run(['get', 'deploy', 'moved', '-o', owners])).out, /^kubectl Apply$/m)
    assert.match(
      other.err,
      /Apply failed with 1 conflict: conflict with "kubectl": \.spec\.template\.spec\.containers\[name="c"\]\.image/,
    )
  })
})
