namespace ClaudeSidecar.Rpc;

/// <summary>Why a link ended.</summary>
public enum LinkEnd
{
    /// <summary>We ended it.</summary>
    Stopped,

    /// <summary>The peer closed it between two messages.</summary>
    PeerClosed,

    /// <summary>It broke: an I/O error, or the peer vanished inside a message.</summary>
    Broken,

    /// <summary>What came was no frame.</summary>
    Corrupt,
}
