// Loaded ahead of the command (`--import`): leads each name that is `true` in HOSTS to the port there on loopback, and
// fails to look up the others with the code that stands there. Names of DingTalk that are not there have no address.
import dns from 'node:dns';
import net from 'node:net';

const { port, ...hosts } = JSON.parse(process.env.HOSTS);
const { lookup } = dns;
const { connect } = net.Socket.prototype;

dns.lookup = (host, ...others) => {
  if (!(host in hosts) && !host.includes('dingtalk')) return lookup(host, ...others);
  const target = hosts[host] ?? 'ENOTFOUND';
  if (target === true) return lookup('127.0.0.1', ...others);
  const error = Object.assign(new Error(`getaddrinfo ${target} ${host}`), { code: target, hostname: host });
  process.nextTick(others.at(-1), Object.assign(error, { syscall: 'getaddrinfo', errno: -3008 }));
};

net.Socket.prototype.connect = function (...given) {
  const options = Array.isArray(given[0]) ? given[0][0] : given[0];
  if (hosts[options?.host] === true) options.port = port;
  return connect.apply(this, given);
};
