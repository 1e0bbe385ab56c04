// Runs in a child process before anything else (`--import`), see dingtalk-hosts.ts. Leads TLS connections to
// DingTalk's hosts to the loopback port in DINGTALK_HOSTS_PORT, and lets none through to any other machine.
import { isIP } from 'node:net';
import tls from 'node:tls';

const port = Number(process.env.DINGTALK_HOSTS_PORT);
const { connect } = tls;

// node:https and the platform's fetch look `connect` up on this object for each connection they make.
tls.connect = (...given) => {
  const [options, ...others] = given;
  const host = options?.host;
  if (typeof host !== 'string' || options.socket) return connect(...given);
  if (/^(?:login|api|oapi)\.dingtalk\.(?:com|io)$/.test(host)) {
    // The name stays the one that is sent (SNI) and that the certificate has to bear.
    return connect({ ...options, host: '127.0.0.1', port, servername: host }, ...others);
  }
  if (host === 'localhost' || (isIP(host) && /^(?:127\.|::1$)/.test(host))) return connect(...given);
  throw new Error(`A test may not connect to ${host}`);
};
