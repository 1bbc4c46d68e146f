using Kiln.LocalHost.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kiln.LocalHost.Hosting;

/// <summary>The listener and what every request passes before it reaches an endpoint.</summary>
internal static class HttpServer
{
    /// <summary>Configures the listener.</summary>
    /// <param name="web">The web application in the making.</param>
    /// <param name="options">Gives the limits.</param>
    /// <param name="urls">Where to listen.</param>
    /// <param name="host">Names the origins that browsers may call from.</param>
    public static void Configure(WebApplicationBuilder web, LocalHostOptions options, string[] urls, LocalSettings.HostSection? host)
    {
        web.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBodySize;
        });
        web.WebHost.UseUrls(urls);
        web.Services.AddRouting();
        web.Services.Configure<ForwardedHeadersOptions>(forwarded => forwarded.ForwardedHeaders = ForwardedHeaders.All);
        web.Services.Configure<HostOptions>(lifetime => lifetime.ShutdownTimeout = options.ShutdownTimeout);
        if (host?.Cors is { } origins)
        {
            web.Services.AddCors(cors => cors.AddDefaultPolicy(policy => AllowOrigins(policy, origins, host.CorsCredentials)));
        }
    }

    private static void AllowOrigins(CorsPolicyBuilder policy, string origins, bool withCredentials)
    {
        string[] named = origins.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        policy.AllowAnyHeader().AllowAnyMethod();
        if (named is ["*"])
        {
            policy.AllowAnyOrigin();
        }
        else
        {
            policy.WithOrigins(named);
            if (withCredentials)
            {
                policy.AllowCredentials();
            }
        }
    }
}
