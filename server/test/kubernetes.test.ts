// What deploy/kubernetes says: kustomize puts it together, the schemas of Kubernetes and of the operators take it, and what
// it says of the server is true: settings, times, routes, names of metrics.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Service } from 'kubernetes-models/v1/Service';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { readUpstreams } from '../src/cli/upstreams.ts';
import { Metrics } from '../src/metrics/metrics.ts';
import { parseConfigFile } from '../src/settings/config-file.ts';
import { find } from '../src/settings/resolve.ts';
import type { SettingName } from '../src/settings/table.ts';

const deploy = fileURLToPath(new URL('../../deploy/', import.meta.url));
const overlays = ['overlays/gateway', 'overlays/vulkan', 'overlays/vllm'];

// biome-ignore lint/suspicious/noExplicitAny: manifests have every shape
type Manifest = any;
const models: Record<string, new (manifest: Manifest) => { validate(): void }> = {
  Deployment,
  StatefulSet,
  Service,
  ConfigMap,
  PodDisruptionBudget,
  NetworkPolicy,
  PersistentVolumeClaim,
  ServiceMonitor,
  PrometheusRule,
  ScaledObject,
};

function build(folder: string): Manifest[] {
  const text = execFileSync('kubectl', ['kustomize', `${deploy}kubernetes/${folder}`], { encoding: 'utf8' });
  return parseAllDocuments(text).map((document) => document.toJS());
}

const ofKind = (manifests: Manifest[], kind: string) => manifests.filter((manifest) => manifest.kind === kind);

describe.each(['base', ...overlays, 'monitoring'])('kubernetes/%s', (folder) => {
  const manifests = build(folder);

  it('is what the schemas take', () => {
    expect(manifests.length).toBeGreaterThan(3);
    for (const manifest of manifests) {
      const Model = models[manifest.kind];
      if (!Model) expect.fail(`no schema of ${manifest.kind}`);
      new Model(manifest).validate();
    }
    const [first] = ofKind(manifests, 'Deployment');
    if (first)
      expect(() => new Deployment({ ...first, spec: { ...first.spec, replicas: 'two' } }).validate()).toThrow();
  });
});

describe.each(['base', ...overlays])('the server of kubernetes/%s', (folder) => {
  const manifests = build(folder);
  const [deployment] = ofKind(manifests, 'Deployment');
  const pod = deployment.spec.template.spec;
  const [container] = pod.containers;
  const config = ofKind(manifests, 'ConfigMap')[0].data['config.yaml'] as string;
  const file = parseConfigFile(config, 'config.yaml');
  const setting = <K extends SettingName>(name: K) => find(name, { flags: {}, env: {}, file }).value;

  it('has settings that the server knows', () => {
    for (const name of file.texts.keys()) expect(() => setting(name)).not.toThrow();
    expect(setting('port')).toBe(container.ports[0].containerPort);
    expect(() => readUpstreams(setting('upstreams'), {})).not.toThrow();
    expect(
      pod.volumes.some(
        ({ configMap }: Manifest) => configMap?.name === ofKind(manifests, 'ConfigMap')[0].metadata.name,
      ),
    ).toBe(true);
  });

  it('has the time to let answers end', () => {
    const needed = (setting('drainDelayMs') + setting('shutdownGraceMs')) / 1000;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(needed);
    expect(setting('drainDelayMs') / 1000).toBeGreaterThan(container.readinessProbe.periodSeconds);
  });

  it('is asked where the server answers, and writes only where a volume is', () => {
    expect(container.startupProbe.httpGet.path).toBe('/readyz');
    expect(container.readinessProbe.httpGet.path).toBe('/readyz');
    expect(container.livenessProbe.httpGet.path).toBe('/healthz');
    for (const { securityContext } of [...(pod.initContainers ?? []), ...pod.containers]) {
      expect(securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
    }
    const mounts = container.volumeMounts.map(({ mountPath }: Manifest) => mountPath) as string[];
    const names = pod.volumes.map(({ name }: Manifest) => name);
    expect(container.volumeMounts.filter(({ name }: Manifest) => !names.includes(name))).toEqual([]);
    const used = [setting('cacheFolder'), setting('modelsFolder'), setting('tokenFile')];
    const local = used.filter((path) => path?.startsWith('/var') || path?.startsWith('/etc'));
    for (const path of local)
      expect(
        mounts.some((mount) => path?.startsWith(mount)),
        path ?? '',
      ).toBe(true);
  });
});

it('the monitoring asks for metrics that there are', async () => {
  const upstream = {
    upstream: 'u',
    isInService: true,
    nRunning: 0,
    nWaiting: 0,
    nRequests: 0,
    nFailures: 0,
    nAborted: 0,
    nEjections: 0,
  };
  const engine = { model: 'm', stats: () => undefined, state: () => undefined };
  const metrics = new Metrics([engine], [{ model: 'm', reports: () => [upstream] }], {
    shared: { isUp: true, nErrors: 0 },
  });
  const { body } = await metrics.text();
  const known = new Set([...body.matchAll(/^# HELP (\S+)/gm)].map(([, name]) => name));
  const texts = ['alerts.yaml', 'scaled-object.yaml', 'dashboard.json'].map((name) =>
    readFileSync(`${deploy}kubernetes/monitoring/${name}`, 'utf8'),
  );
  const asked = texts.flatMap((text) =>
    [...text.matchAll(/tramontane_[a-z_]+/g)].map(([name]) => name.replace(/_bucket$/, '')),
  );
  expect(asked.length).toBeGreaterThan(15);
  expect(asked.filter((name) => !known.has(name))).toEqual([]);
  expect(known.has('tramontane_no_such_metric')).toBe(false);
});

it('the compose file starts what it says, with variables that the server knows', () => {
  const { services } = parse(readFileSync(`${deploy}compose.yaml`, 'utf8')) as Manifest;
  expect(Object.keys(services)).toEqual(['tramontane', 'engine', 'redis']);
  const { environment } = services.tramontane;
  const sources = { flags: {}, env: environment, file: null };
  expect(find('redisUrl', sources).value).toBe('redis://redis:6379');
  expect(readUpstreams(find('upstreams', sources).value, environment)).toMatchObject([
    { upstreams: [{ url: 'http://engine:8080/v1', dialect: 'llama-server' }] },
  ]);
});
