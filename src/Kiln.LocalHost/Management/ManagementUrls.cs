using System.Text.Json;
using Kiln.LocalHost.Http;
using Kiln.LocalHost.Settings;
using Microsoft.AspNetCore.Http;

namespace Kiln.LocalHost.Management;

/// <summary>The URLs that manage one instance. They carry the hub's system key: they are for operators, never for clients.</summary>
internal sealed class ManagementUrls(HostKeys keys, HostSettings settings)
{
    /// <summary>The base of the management API, below the host's address.</summary>
    public const string BasePath = "/runtime/webhooks/durabletask";

    /// <summary>The URL that tells an instance's status, at the address the request came to.</summary>
    public string StatusOf(HttpRequest request, string instanceId) => Url(request, instanceId, string.Empty);

    /// <summary>Writes the payload that answers a start: the id and the URLs, whose <c>{eventName}</c> and <c>{text}</c> are literal.</summary>
    public void WritePayload(Utf8JsonWriter json, HttpRequest request, string instanceId)
    {
        json.WriteStartObject();
        json.WriteString("id", instanceId);
        json.WriteString("statusQueryGetUri", StatusOf(request, instanceId));
        json.WriteString("sendEventPostUri", Url(request, instanceId, "/raiseEvent/{eventName}"));
        json.WriteString("terminatePostUri", Url(request, instanceId, "/terminate", "reason={text}&"));
        json.WriteString("purgeHistoryDeleteUri", StatusOf(request, instanceId));
        json.WriteString("restartPostUri", Url(request, instanceId, "/restart"));
        json.WriteString("suspendPostUri", Url(request, instanceId, "/suspend", "reason={text}&"));
        json.WriteString("resumePostUri", Url(request, instanceId, "/resume", "reason={text}&"));
        json.WriteEndObject();
    }

    private string Url(HttpRequest request, string instanceId, string verb, string parameters = "") =>
        $"{request.Scheme}://{request.Host}{BasePath}/instances/{Uri.EscapeDataString(instanceId)}{verb}?{parameters}"
        + $"taskHub={settings.HubName}&connection={Uri.EscapeDataString(settings.ConnectionName)}"
        + $"&code={Uri.EscapeDataString(keys.SystemKey(HostKeys.DurableTaskExtension))}";
}
