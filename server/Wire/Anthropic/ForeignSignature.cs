namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>Marks thinking that was not made by Anthropic. It is no signature and is never sent to Anthropic (edge case 49).</summary>
public static class ForeignSignature
{
    /// <summary>The mark, in the place of a signature.</summary>
    public const string Value = "sidecar-not-signed";

    /// <summary>True for a block that Anthropic did not sign: marked by us, or without any signature (claude-wire 9).</summary>
    public static bool Is(ReadOnlySpan<byte> signature) => signature.IsEmpty || signature.SequenceEqual("sidecar-not-signed"u8);
}
