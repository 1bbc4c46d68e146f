using System.Net;

namespace Kiln.Functions.Webhooks.Sending;

/// <summary>The rules for URLs that events are sent to. Names are resolved, and their addresses checked, at every connection.</summary>
internal static class WebhookUrl
{
    public const int MaximumLength = 2048;

    private static readonly int[] Ports = [443, 8443];

    /// <summary>The URL; null and what is wrong with it when it may not be called.</summary>
    public static Uri? Parse(string? text, bool allowLoopback, out string fault)
    {
        fault = "";
        if (text is null or { Length: 0 or > MaximumLength } || !Uri.TryCreate(text, UriKind.Absolute, out Uri? url))
        {
            fault = $"Must be an absolute URL of at most {MaximumLength} characters";
        }
        else if (url.UserInfo.Length > 0)
        {
            fault = "Must not hold user information";
        }
        else if (allowLoopback && url.IsLoopback && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps))
        {
            return url;
        }
        else if (url.Scheme != Uri.UriSchemeHttps)
        {
            fault = "Must begin with https://";
        }
        else if (!Ports.Contains(url.Port))
        {
            fault = "Must have the port 443 or 8443";
        }
        else if (url.IsLoopback || (IPAddress.TryParse(url.DnsSafeHost, out IPAddress? address) && !PublicAddress.Is(address)))
        {
            fault = "Must name a host of the public internet";
        }
        else
        {
            return url;
        }

        return null;
    }
}
