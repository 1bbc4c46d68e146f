namespace Kiln.Storage.Content;

/// <summary>The areas of content; each is a container of its own in the cloud.</summary>
public enum ContentArea
{
    /// <summary>Checked inputs of jobs.</summary>
    Inputs,

    /// <summary>What jobs made, intermediates included.</summary>
    Outputs,

    /// <summary>Uploads that nobody has checked yet.</summary>
    Quarantine,
}
