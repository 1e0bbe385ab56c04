import https from 'node:https';
import { generate } from 'selfsigned';

/** A certificate for 127.0.0.1, made for this one run, which this process trusts until told to forget it. */
export async function trustedCertificate(): Promise<{ key: string; cert: string; forget(): void }> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'A test' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      // The name too: an address within a proxy's tunnel is checked as `localhost`.
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
  });
  // What an application that has a certificate authority of its own may do.
  https.globalAgent.options.ca = cert;
  return {
    ...{ key, cert },
    forget() {
      delete https.globalAgent.options.ca;
    },
  };
}
