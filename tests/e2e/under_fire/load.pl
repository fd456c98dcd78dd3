# Sends requests at a steady rate until SIGTERM, each over its own connection. Then waits for the outstanding
# answers and prints the results as JSON. Open loop: a slow answer does not lower the rate.
# Perl, because it needs little CPU and every Debian image has it.
use strict;
use warnings;
use IO::Select;
use POSIX ();
use Socket qw(:DEFAULT SOCK_NONBLOCK);

my ($host, $port, $rate, $patience) = @ARGV;
my $ticks = POSIX::sysconf(POSIX::_SC_CLK_TCK());

# Seconds of a monotonic clock, in hundredths.
sub now { return (POSIX::times())[0] / $ticks }

my $address = pack_sockaddr_in($port, inet_aton($host) // die "no address of $host\n");
my $request = "GET / HTTP/1.0\r\nHost: $host\r\n\r\n";
my ($connecting, $reading) = (IO::Select->new, IO::Select->new);
my (%begun, %got, @lost);
my ($sent, $slowest, $ending) = (0, 0, 0);
my ($start, $epoch) = (now(), time);
$SIG{TERM} = sub { $ending = 1 };
$SIG{PIPE} = 'IGNORE';

sub lost {
    my ($when, $what) = @_;
    push @lost, sprintf '[%.2f, "%s"]', $epoch + $when - $start, $what =~ s/[^ -~]|["\\]/?/gr;
}

sub begin {
    $sent++;
    socket(my $socket, PF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0) or return lost(now(), "no socket: $!");
    $begun{$socket} = now();
    connect($socket, $address) or $!{EINPROGRESS} or return finish($socket, "not connected: $!");
    $connecting->add($socket);
}

sub finish {
    my ($socket, $what) = @_;
    my $when = delete $begun{$socket};
    my $seconds = now() - $when;
    $slowest = $seconds if $seconds > $slowest;
    lost($when, $what) if $what;
    delete $got{$socket};
    $_->remove($socket) for $connecting, $reading;
    close $socket;
}

sub ask {
    my ($socket) = @_;
    if ($! = unpack 'i', getsockopt $socket, SOL_SOCKET, SO_ERROR) { return finish($socket, "not connected: $!") }
    $connecting->remove($socket);
    $reading->add($socket);
    defined syswrite($socket, $request) or finish($socket, "not sent: $!");
}

sub hear {
    my ($socket) = @_;
    my $count = sysread($socket, $got{$socket}, 65536, length($got{$socket} //= ''));
    return finish($socket, "not read: $!") if !defined $count;
    return if $count;
    my ($head, $body) = split /\r\n\r\n/, $got{$socket}, 2;
    my ($status) = ($head // '') =~ m{^HTTP/\S+ (\d+)} or return finish($socket, 'no answer');
    return finish($socket, "status $status") if $status != 200;
    my ($length) = $head =~ /^Content-Length: (\d+)/mi;
    finish($socket, length($body) == ($length // -1) ? '' : 'half an answer');
}

my $until;
while (!$ending || %begun) {
    my $due = $ending ? 0 : (now() - $start) * $rate;
    $until //= now() if $ending;
    begin() while $sent < $due;
    my ($heard, $connected) = IO::Select::select($reading, $connecting, undef, 0.01);
    hear($_) for @{ $heard // [] };
    ask($_) for @{ $connected // [] };
    for my $socket ($connecting->handles, $reading->handles) {
        finish($socket, "no answer in $patience s") if now() - $begun{$socket} > $patience;
    }
}
printf '{"sent": %d, "seconds": %.2f, "slowest": %.2f, "lost": [%s]}' . "\n", $sent,
    ($until // now()) - $start, $slowest, join ', ', @lost;
