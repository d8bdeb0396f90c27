namespace ClaudeSidecar.Context.Memory;

/// <summary>A file whose whole text a conversation tells.</summary>
/// <param name="Path">Its path as the file tools named it.</param>
/// <param name="Text">Its text.</param>
/// <param name="At">The number of the message that told its last change, from 0.</param>
/// <param name="IsChanged">True: the session changed it; false: it was only read.</param>
public sealed record KnownFile(string Path, string Text, int At, bool IsChanged)
{
    /// <summary>The short hash and the lines of the text.</summary>
    public TextVersion Version => TextVersion.Of(Text);
}
