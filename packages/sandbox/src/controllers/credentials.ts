import type {ApiObject, ResourceName} from '../api.ts'
import {RequestError, readCertificateRequest} from '../server/access/certificate-request.ts'
import {type Certificates, certificateFor} from '../server/access/certificates.ts'
import {type Condition, conditionIs, withCondition} from './conditions.ts'
import {isTerminating} from './pod-facts.ts'
import {keyOf, reconciler, splitKey} from './reconciler.ts'
import {configMaps, namespaces, secrets, serviceAccounts} from './resources.ts'
import type {Controller, World} from './world.ts'

const requests: ResourceName = {group: 'certificates.k8s.io', plural: 'certificatesigningrequests'}
const rootMap = 'kube-root-ca.crt'

/** What the credential controllers hold of the cluster's keys. */
export interface ClusterKeys {
  readonly certificates: Certificates
  /** A token of a service account that is bound to a Secret and does not expire. */
  token(account: ApiObject, secret: ApiObject): string
}

/** The controllers that hand out the cluster's certificates and tokens. */
export const credentialControllers = (keys: ClusterKeys): readonly Controller[] => [
  rootAuthority(keys.certificates.authority.certificate),
  accountSecrets(keys),
  certificateSigner(keys.certificates),
]

/** Keeps the certificate of the authority in every namespace. */
const rootAuthority =
  (pem: string): Controller =>
  (world) =>
    reconciler(world, {
      name: 'root-ca-certificate-publisher-controller',
      sources: [
        {resource: namespaces, keys: ({metadata}) => [metadata.name]},
        {resource: configMaps, keys: ({metadata}) => (metadata.name === rootMap ? [metadata.namespace ?? ''] : [])},
      ],
      reconcile(namespace) {
        const owner = world.api.get(namespaces, namespace)
        if (!owner || isTerminating(owner)) return
        const data = {'ca.crt': pem}
        const current = world.api.get(configMaps, rootMap, namespace)
        if (current) {
          if (current['data']?.['ca.crt'] !== pem) world.api.patch(configMaps, rootMap, namespace, {data})
          return
        }
        const description =
          'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'
        const annotations = {'kubernetes.io/description': description}
        const metadata = {name: rootMap, namespace, annotations}
        world.api.create(configMaps, {apiVersion: 'v1', kind: 'ConfigMap', metadata, data})
      },
    })

/** Fills Secrets that are made for the token of a service account, and removes them with it. */
const accountSecrets =
  (keys: ClusterKeys): Controller =>
  (world) =>
    reconciler(world, {
      name: 'serviceaccount-token-controller',
      sources: [
        {resource: secrets, keys: (secret) => (accountOf(secret) ? [keyOf(secret)] : [])},
        {resource: serviceAccounts, keys: (account) => secretsOf(world, account)},
      ],
      reconcile(key) {
        const {namespace, name} = splitKey(key)
        const secret = world.api.get(secrets, name, namespace)
        const wanted = secret && accountOf(secret)
        if (!secret || !wanted || isTerminating(secret)) return
        const account = world.api.get(serviceAccounts, wanted, namespace)
        const uid = secret.metadata.annotations?.['kubernetes.io/service-account.uid']
        if (!account || (uid !== undefined && uid !== account.metadata.uid)) {
          world.api.delete(secrets, name, namespace)
          return
        }
        if (secret['data']?.token) return
        const encode = (text: string): string => Buffer.from(text).toString('base64')
        const data = {
          'ca.crt': encode(keys.certificates.authority.certificate),
          namespace: encode(namespace ?? ''),
          token: encode(keys.token(account, secret)),
        }
        const annotations = {'kubernetes.io/service-account.uid': account.metadata.uid}
        world.api.patch(secrets, name, namespace, {metadata: {annotations}, data})
      },
    })

const accountOf = (secret: ApiObject): string | undefined =>
  secret['type'] === 'kubernetes.io/service-account-token'
    ? secret.metadata.annotations?.['kubernetes.io/service-account.name']
    : undefined

const secretsOf = (world: World, account: ApiObject): string[] =>
  world.api
    .list(secrets, {namespace: account.metadata.namespace ?? ''})
    .filter((secret) => accountOf(secret) === account.metadata.name)
    .map(keyOf)

const clientSigners = new Set(['kubernetes.io/kube-apiserver-client', 'kubernetes.io/kube-apiserver-client-kubelet'])
const yearMs = 365 * 86_400_000

/** Signs approved requests for client certificates, as the standard signers do. */
const certificateSigner =
  (certificates: Certificates): Controller =>
  (world) =>
    reconciler(world, {
      name: 'csrsigning',
      sources: [{resource: requests, keys: (request) => [request.metadata.name]}],
      reconcile(name) {
        const request = world.api.get(requests, name)
        if (!request || request.status?.certificate || !clientSigners.has(request.spec.signerName)) return
        const conditions: Condition[] = request.status?.conditions ?? []
        if (!conditionIs(conditions, 'Approved') || conditionIs(conditions, 'Denied')) return
        if (conditionIs(conditions, 'Failed')) return
        const seconds: number | undefined = request.spec.expirationSeconds
        try {
          const wanted = readCertificateRequest(Buffer.from(request.spec.request, 'base64').toString())
          const lifetimeMs = Math.min(yearMs, seconds === undefined ? yearMs : seconds * 1000)
          const certificate = certificateFor(certificates, wanted, new Date(world.clock.now()), lifetimeMs)
          const status = {certificate: Buffer.from(certificate).toString('base64')}
          world.api.patch(requests, name, undefined, {status}, 'status')
        } catch (error) {
          if (!(error instanceof RequestError)) throw error
          const failed: Condition = {
            type: 'Failed',
            status: 'True',
            reason: 'SignerValidationFailure',
            message: error.message,
          }
          const status = {conditions: withCondition(world, conditions, failed)}
          world.api.patch(requests, name, undefined, {status}, 'status')
        }
      },
    })
