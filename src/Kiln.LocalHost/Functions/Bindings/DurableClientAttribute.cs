namespace Kiln.LocalHost.Functions;

/// <summary>Fills a <c>DurableTaskClient</c> parameter with the client of the host's task hub.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>The task hub; <c>%SETTING%</c> is expanded. The local host has one hub and refuses to start when this names another.</summary>
    public string? TaskHub { get; set; }

    /// <summary>The setting that holds the hub's connection. The local host's hub is its own database, so it has no use for it.</summary>
    public string? ConnectionName { get; set; }
}
