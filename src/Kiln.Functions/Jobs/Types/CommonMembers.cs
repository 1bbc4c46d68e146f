using System.Globalization;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Webhooks.Sending;

namespace Kiln.Functions.Jobs.Types;

/// <summary>The members that submissions of most types share.</summary>
internal static class CommonMembers
{
    public const string Type = "type";
    public const string Name = "name";
    public const string Priority = "priority";
    public const string Labels = "labels";
    public const string TimeoutSeconds = "timeout_seconds";
    public const string CallbackUrl = "callback_url";

    public const int LongestName = 255;
    public const int UsualPriority = 50;
    public const int LeastTimeoutSeconds = 10;

    /// <summary>The request with the shared members that were sent.</summary>
    public static T ReadInto<T>(T request, MemberReader members, KilnOptions options)
        where T : JobRequest => request with
        {
            Priority = ReadPriority(members),
            Name = members.Text(Name, LongestName) ?? request.Name,
            Labels = members.Labels(Labels),
            Timeout = ReadTimeout(members, options),
            CallbackUrl = ReadCallback(members, options),
        };

    /// <summary>The priority; the usual one when none was sent.</summary>
    public static int ReadPriority(MemberReader members) => members.Integer(Priority, 0, 100) ?? UsualPriority;

    /// <summary>What is wrong with a deadline, or null.</summary>
    public static string? FaultOfTimeout(int seconds, KilnOptions options) =>
        seconds >= LeastTimeoutSeconds && seconds <= options.MaxTimeoutSeconds
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"Must be between {LeastTimeoutSeconds} and {options.MaxTimeoutSeconds}");

    /// <summary>The callback URL; null when there is none or it may not be called, which is noted.</summary>
    public static string? ReadCallback(MemberReader members, KilnOptions options)
    {
        string? text = members.Text(CallbackUrl, WebhookUrl.MaximumLength);
        if (text is not null && WebhookUrl.Parse(text, options.Webhooks.AllowLoopback, out string fault) is null)
        {
            members.Fault(CallbackUrl, fault);
        }

        return text;
    }

    private static TimeSpan? ReadTimeout(MemberReader members, KilnOptions options)
    {
        if (members.Integer(TimeoutSeconds, int.MinValue, int.MaxValue) is not { } seconds)
        {
            return null;
        }

        if (FaultOfTimeout(seconds, options) is { } fault)
        {
            members.Fault(TimeoutSeconds, fault);
        }

        return TimeSpan.FromSeconds(seconds);
    }
}
