# shellcheck shell=bash
# Makes a new instance of Amazon Linux 2023 a NAT. nat-instance.ts puts STACK, RESOURCE and REGION before this text.
# All files are written by commands, so that a test can replace every command. The console output shows each command.
set -euxo pipefail
PATH=$PATH:/opt/aws/bin

# Tells CloudFormation whether the script succeeded. CloudFormation rejects the signal when it does not wait for one,
# for example when Auto Scaling replaces a failed instance.
trap 'cfn-signal --exit-code $? --stack "$STACK" --resource "$RESOURCE" --region "$REGION" || true' EXIT

# With only the 512 MB of the instance, the kernel kills dnf (amazonlinux/amazon-linux-2023#404).
dd if=/dev/zero of=/swapfile bs=1M count=512 status=none
chmod 600 /swapfile
mkswap /swapfile
swapon /swapfile
echo '/swapfile none swap sw 0 0' | tee --append /etc/fstab

# While the instance starts, another process may delete the packages that dnf has downloaded (aws/aws-cdk#36717).
until dnf install --assumeyes iptables-services; do
  sleep 5
done

[[ $(ip -4 route show default) =~ ' dev '([^[:space:]]+) ]]
interface=${BASH_REMATCH[1]}

echo 'net.ipv4.ip_forward = 1' | tee /etc/sysctl.d/90-nat.conf
sysctl --load=/etc/sysctl.d/90-nat.conf

# Replaces the rules of the package, which reject forwarded packets. The service loads this file at every start.
tee /etc/sysconfig/iptables <<RULES
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A POSTROUTING -o $interface -j MASQUERADE
COMMIT
RULES
systemctl enable iptables
systemctl restart iptables
iptables --table nat --check POSTROUTING --out-interface "$interface" --jump MASQUERADE
