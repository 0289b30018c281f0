/** All tests of `npm run doctor`, in one process: loading the AWS SDK takes longer than the tests. */
import './doctor/account-findings.ts';
import './doctor/command.ts';
import './doctor/examination.ts';
import './doctor/failures.ts';
import './doctor/region-findings.ts';
