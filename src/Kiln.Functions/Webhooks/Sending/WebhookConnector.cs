using System.Net;
using System.Net.Sockets;

namespace Kiln.Functions.Webhooks.Sending;

/// <summary>
/// Connects to subscribers: resolves the name once, refuses when any of its addresses is not public, and connects to the addresses
/// that were checked, so that a name cannot change between the check and the connection.
/// </summary>
/// <param name="resolve">Finds the addresses of a name.</param>
/// <param name="allowLoopback">Whether the loopback addresses of this machine pass too.</param>
internal sealed class WebhookConnector(Func<string, CancellationToken, Task<IPAddress[]>> resolve, bool allowLoopback)
{
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await ResolveAsync(target.Host, cancellationToken);
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The addresses of a host, all of them checked.</summary>
    /// <exception cref="AddressRefusedException">There is none, or one that may not be called.</exception>
    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : await resolve(host, cancellationToken);
        return addresses.Length > 0 && addresses.All(MayBeCalled) ? addresses : throw new AddressRefusedException(host);
    }

    private bool MayBeCalled(IPAddress address) => PublicAddress.Is(address) || (allowLoopback && IPAddress.IsLoopback(address));
}
