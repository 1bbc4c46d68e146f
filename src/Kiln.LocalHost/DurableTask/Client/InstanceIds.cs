namespace Kiln.LocalHost.DurableTask.Client;

/// <summary>The rules of instance IDs.</summary>
internal static class InstanceIds
{
    private const int MaximumLength = 256;

    /// <summary>Refuses an ID that is empty or too long, begins with @, or holds one of / \ # ? or a control character.</summary>
    /// <exception cref="ArgumentException">The ID is not allowed.</exception>
    public static void Check(string instanceId, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId, parameter);
        if (instanceId.Length > MaximumLength)
        {
            throw new ArgumentException($"An instance ID has at most {MaximumLength} characters; this one has {instanceId.Length}.", parameter);
        }

        if (instanceId[0] == '@')
        {
            throw new ArgumentException($"The instance ID '{instanceId}' begins with @, which is kept for entities.", parameter);
        }

        foreach (char character in instanceId)
        {
            if (character is '/' or '\\' or '#' or '?' || char.IsControl(character))
            {
                throw new ArgumentException(
                    $"The instance ID '{instanceId}' holds a character that is not allowed: / \\ # ? and control characters are not.", parameter);
            }
        }
    }
}
