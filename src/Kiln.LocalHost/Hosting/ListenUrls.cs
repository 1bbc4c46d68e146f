using System.Net;
using Microsoft.AspNetCore.Http;

namespace Kiln.LocalHost.Hosting;

/// <summary>The URLs the host listens on, checked before anything is opened.</summary>
internal static class ListenUrls
{
    /// <summary>The URLs to listen on.</summary>
    /// <param name="options">Names them, and says whether other machines may be let in.</param>
    /// <param name="defaultPort">The loopback port when none are named.</param>
    /// <exception cref="LocalHostException">One is malformed, or reaches beyond this machine without leave.</exception>
    public static string[] Of(LocalHostOptions options, int defaultPort)
    {
        string[] urls = (options.Urls ?? $"http://127.0.0.1:{defaultPort}")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (urls is [])
        {
            throw new LocalHostException("--urls names no URL. Give one, such as http://127.0.0.1:7071, or leave the option out.");
        }

        return [.. urls.Select(url => Check(url, options.AllowRemote))];
    }

    private static string Check(string url, bool allowRemote)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException fault)
        {
            throw new LocalHostException($"--urls: '{url}' is no URL to listen on. Write, for example, http://127.0.0.1:7071.", fault);
        }

        if (!allowRemote && !IsLoopback(address))
        {
            throw new LocalHostException(
                $"--urls: '{url}' can be reached from other machines, which is not allowed. Listen on 127.0.0.1, or set Kiln:AllowRemote=true "
                + "(Kiln__AllowRemote=true in the environment) if that is what you want.");
        }

        // The listener takes no free port for the name localhost, which may stand for two addresses.
        return address is { Host: "localhost", Port: 0 } ? $"{address.Scheme}://127.0.0.1:0" : url;
    }

    private static bool IsLoopback(BindingAddress address) =>
        address.IsUnixPipe
        || string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));
}
