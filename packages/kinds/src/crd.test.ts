import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import {children, structuralProblems} from '../test/structural.ts'
import {allCrds, type CrdVersion, crd, crdNames} from './crd.ts'
import * as grove from './grove.ts'
import * as kaito from './kaito.ts'
import * as kubeflow from './kubeflow.ts'
import type {Schema} from './notation/schema.ts'
import * as ome from './ome.ts'
import * as related from './related.ts'

/** Fields, required fields, defaults and rules of a schema, with those of embedded Kubernetes types. */
const count = (schema: Schema): readonly [fields: number, required: number, defaults: number, rules: number] => {
  const below = children(schema).map(([, child]) => count(child))
  const sum = (index: 0 | 1 | 2 | 3): number => below.reduce((total, counts) => total + counts[index], 0)
  const rules = schema['x-kubernetes-validations']?.length ?? 0
  return [
    Object.keys(schema.properties ?? {}).length + sum(0),
    (schema.required?.length ?? 0) + sum(1),
    (schema.default === undefined ? 0 : 1) + sum(2),
    rules + sum(3),
  ]
}

/**
 * Per version: the counts above and a digest of the whole. Taken when the definitions of OME, KAITO, Grove and KAI
 * agreed with the vendors' own; whoever changes a line has compared them again.
 */
const expected: Readonly<Record<string, string>> = {
  'acceleratorclasses.ome.io': 'v1beta1 148 43 1 0 c5b14453',
  'basemodels.ome.io': 'v1beta1 84 16 4 0 66a30654',
  'benchmarkjobs.ome.io': 'v1beta1 483 138 23 0 3b0e4c84',
  'clusterbasemodels.ome.io': 'v1beta1 84 16 4 0 66a30654',
  'clusterservingruntimes.ome.io': 'v1beta1 9805 2154 427 0 12d2e4af',
  'finetunedweights.ome.io': 'v1beta1 53 19 0 0 a35c0669',
  'inferenceservices.ome.io': 'v1beta1 10411 2265 449 0 73cea171',
  'servingruntimes.ome.io': 'v1beta1 9805 2154 427 0 12d2e4af',
  'inferencesets.kaito.sh': 'v1alpha1 60 15 6 0 4e2fee45, v1beta1 65 16 6 0 e0ae748a',
  'modelmirrors.kaito.sh': 'v1alpha1 36 10 1 0 8ab833c5',
  'multiroleinferences.kaito.sh': 'v1alpha1 28 13 0 2 4d0590fe',
  'ragengines.kaito.sh': 'v1alpha1 41 12 2 0 b54826bf, v1beta1 52 16 1 0 577c6434',
  'workspaces.kaito.sh': 'v1alpha1 58 12 4 0 18b12afb, v1beta1 72 15 3 0 1f965e3a',
  'inferenceobjectives.inference.networking.x-k8s.io': 'v1alpha2 17 7 3 0 81db1002',
  'inferencepools.inference.networking.k8s.io': 'v1 29 15 5 1 8934d10e',
  'nodeclaims.karpenter.sh': 'v1 41 15 1 11 47143d8b',
  'podcliques.grove.io': 'v1alpha1 1175 298 51 0 a0867284',
  'podcliquescalinggroups.grove.io': 'v1alpha1 35 17 7 0 7e4500ba',
  'podcliquesets.grove.io': 'v1alpha1 1355 355 61 12 b21ac2d8',
  'clustertopologies.grove.io': 'v1alpha1 7 4 0 2 2f491d66',
  'clustertopologybindings.grove.io': 'v1alpha1 25 14 0 0 f1e13b21',
  'podgangmaps.grove.io': 'v1alpha1 13 5 0 1 ed66d686',
  'podgangs.scheduler.grove.io': 'v1alpha1 39 17 0 0 5e0d1cd3',
  'podgroups.scheduling.run.ai': 'v2alpha2 63 1 0 0 fcedc17c',
  'queues.scheduling.run.ai': 'v2 34 2 0 0 3cd4c3ee',
  'topologies.kai.scheduler': 'v1alpha1 6 3 0 3 a747fa51',
  'httproutes.gateway.networking.k8s.io': 'v1 56 16 12 0 386259ed',
  'leaderworkersets.leaderworkerset.x-k8s.io': 'v1 2235 512 103 0 9aa1acf7',
  'scaledobjects.keda.sh': 'v1alpha1 78 21 1 0 1e9920a1',
  'gateways.gateway.networking.k8s.io': 'v1 27 12 0 0 a29aa4da',
  'triggerauthentications.keda.sh': 'v1alpha1 9 4 0 0 4a93b4ea',
  'podmonitors.monitoring.coreos.com': 'v1 17 3 0 0 4ed35bf2',
  'servicemonitors.monitoring.coreos.com': 'v1 20 5 0 0 46298994',
  'prometheusrules.monitoring.coreos.com': 'v1 14 3 0 0 236c3d83',
  'notebooks.kubeflow.org': 'v1 16 5 0 0 f4abf869, v1beta1 16 5 0 0 e00c464c, v1alpha1 16 5 0 0 9de00a12',
  'workspaces.kubeflow.org': 'v1beta1 50 16 3 1 979f01f5',
  'workspacekinds.kubeflow.org': 'v1beta1 33 17 2 0 cf8f12a1',
  'profiles.kubeflow.org': 'v1 18 2 0 0 6876d58e, v1beta1 18 2 0 0 60278dc9',
  'poddefaults.kubeflow.org': 'v1alpha1 40 12 3 0 a54cee42',
  'pvcviewers.kubeflow.org': 'v1alpha1 5 0 0 0 f4704174',
  'tensorboards.tensorboard.kubeflow.org': 'v1alpha1 10 4 0 0 b9da4f0a',
  'trainjobs.trainer.kubeflow.org': 'v1alpha1 129 44 13 3 b0777eff',
  'trainingruntimes.trainer.kubeflow.org': 'v1alpha1 19 2 4 0 527969ac',
  'clustertrainingruntimes.trainer.kubeflow.org': 'v1alpha1 19 2 4 0 527969ac',
  'pytorchjobs.kubeflow.org': 'v1 34 4 1 0 8c18c944',
  'jobsets.jobset.x-k8s.io': 'v1alpha2 44 16 2 0 b1a5d3fc',
  'inferenceservices.serving.kserve.io': 'v1beta1 20 3 0 0 646528ab',
  'virtualservices.networking.istio.io': 'v1 8 0 0 0 89a40a2a, v1beta1 8 0 0 0 7083d1af, v1alpha3 8 0 0 0 e01f75a7',
  'authorizationpolicies.security.istio.io': 'v1 5 0 0 0 02b082a8, v1beta1 5 0 0 0 09c153e1',
}

const line = (version: CrdVersion): string => {
  const digest = createHash('sha256').update(JSON.stringify(version)).digest('hex').slice(0, 8)
  return `${version.name} ${count(version.schema.openAPIV3Schema).join(' ')} ${digest}`
}

describe('custom resource definitions', () => {
  for (const name of crdNames) {
    it(`${name} has all its fields`, () => {
      assert.equal(crd(name)?.spec.versions.map(line).join(', '), expected[name])
    })
  }

  it('are structural', () => {
    const problems = allCrds().flatMap(({metadata, spec}) =>
      spec.versions.flatMap(({name, schema}) =>
        structuralProblems(schema.openAPIV3Schema, 'custom').map((problem) => `${metadata.name} ${name}: ${problem}`),
      ),
    )
    assert.deepEqual(problems, [])
  })

  it('store one version each and describe the one that clients use', () => {
    const names = [
      ...Object.values(ome),
      ...Object.values(kaito),
      ...Object.values(grove),
      ...Object.values(related),
      ...Object.values(kubeflow),
    ]
    assert.equal(names.length, crdNames.length)
    for (const {group, version, plural, kind, namespaced} of names) {
      const spec = crd(`${plural}.${group}`)?.spec
      assert.deepEqual(
        spec?.versions.filter(({storage}) => storage).map(({name}) => name),
        [version],
        plural,
      )
      assert.equal(spec?.names.kind, kind)
      assert.equal(spec?.scope, namespaced ? 'Namespaced' : 'Cluster')
    }
  })

  it('have names of their own', () => {
    assert.equal(new Set(crdNames).size, crdNames.length)
    for (const {spec} of allCrds()) {
      assert.match(spec.names.plural, /^[a-z]+$/)
      const taken = [spec.names.plural, spec.names.singular, ...(spec.names.shortNames ?? [])]
      assert.equal(new Set(taken).size, taken.length, spec.names.kind)
    }
  })

  it('say where scale finds its numbers', () => {
    const scale = crd('podcliquesets.grove.io')?.spec.versions[0]?.subresources?.scale
    assert.deepEqual(scale, {
      labelSelectorPath: '.status.hpaPodSelector',
      specReplicasPath: '.spec.replicas',
      statusReplicasPath: '.status.replicas',
    })
  })

  it('mark columns for wide output and old versions', () => {
    const wide = crd('nodeclaims.karpenter.sh')?.spec.versions[0]?.additionalPrinterColumns
    assert.deepEqual(
      wide?.find(({name}) => name === 'ImageID'),
      {
        jsonPath: '.status.imageID',
        name: 'ImageID',
        priority: 1,
        type: 'string',
      },
    )
    const old = crd('ragengines.kaito.sh')?.spec.versions[0]
    assert.equal(old?.deprecated, true)
    assert.match(old?.deprecationWarning ?? '', /use kaito\.sh\/v1beta1/)
  })

  it('embed the pods of the Kubernetes version that the vendor built on', () => {
    const fieldsOf = (name: string, ...path: string[]): string[] => {
      let schema = crd(name)?.spec.versions[0]?.schema.openAPIV3Schema
      for (const step of path) schema = schema?.properties?.[step]
      return Object.keys(schema?.properties ?? {})
    }
    assert.equal(fieldsOf('inferenceservices.ome.io', 'spec', 'engine').includes('hostnameOverride'), false)
    assert.equal(fieldsOf('podcliques.grove.io', 'spec', 'podSpec').includes('hostnameOverride'), true)
    assert.equal(fieldsOf('podcliques.grove.io', 'spec', 'podSpec').includes('schedulingGroup'), false)
  })

  it('are made once and are the same text every time', () => {
    assert.equal(crd('workspaces.kaito.sh'), crd('workspaces.kaito.sh'))
    assert.equal(JSON.stringify(allCrds()), JSON.stringify(allCrds()))
    assert.equal(crd('nothing.example.com'), undefined)
  })
})
