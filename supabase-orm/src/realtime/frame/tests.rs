use super::*;

fn decoded(protocol: Protocol, text: &str) -> Incoming {
    decode(protocol, &SocketMessage::text(text)).unwrap()
}

#[test]
fn frames_of_both_protocols_read_alike_in_any_order_of_keys() {
    let v2 = decoded(Protocol::V2, r#"["6","7","realtime:room1","phx_reply",{"status":"ok","response":{}}]"#);
    let v1 = decoded(
        Protocol::V1,
        r#"{"payload": {"status":"ok","response":{}}, "ref":"7","event":"phx_reply","topic":"realtime:room1","join_ref":"6"}"#,
    );
    assert_eq!(v2, v1);
    assert_eq!((v2.join_ref, v2.reference, v2.topic.as_str()), (Some(6), Some(7), "realtime:room1"));
    assert_eq!(v2.payload, r#"{"status":"ok","response":{}}"#);
}

#[test]
fn a_frame_without_references_and_with_an_escaped_topic_is_read() {
    let frame = decoded(Protocol::V1, r#"{"topic":"realtime:\u00e9","event":"broadcast","payload":{}}"#);
    assert_eq!((frame.topic.as_str(), frame.reference, frame.join_ref), ("realtime:é", None, None));
    assert_eq!(frame.event, Event::Broadcast);
}

#[test]
fn what_is_no_frame_is_an_error_and_no_panic() {
    let texts = [
        "not json",
        "",
        "[",
        "[null",
        "[null,null,\"t\",\"e\"]",
        "[null,null,\"t\",\"e\",{}",
        "{}",
        "[1,2,3,4,5]",
    ];
    for text in texts {
        for protocol in [Protocol::V1, Protocol::V2] {
            assert!(decode(protocol, &SocketMessage::text(text)).is_err(), "{text}");
        }
    }
    for bytes in [&[][..], &[4, 1], &[4, 9, 0, 0, 1, 1], &[3, 0, 0, 0, 0], &[4, 1, 0, 0, 1, 0xff]] {
        assert!(decode(Protocol::V2, &SocketMessage::Binary(Bytes::copy_from_slice(bytes))).is_err());
    }
}

fn push(protocol: Protocol, content: &Content) -> Result<SocketMessage, RealtimeError> {
    let event = if matches!(content, Content::Broadcast(_)) { "broadcast" } else { "presence" };
    encode(
        protocol,
        &Outgoing { join_ref: Some(6), reference: 7, topic: "realtime:room1", event, payload: content },
    )
}

fn broadcast(event: &str, body: Body, persist: Option<&str>) -> Content {
    Content::Broadcast(Broadcast { event: event.into(), body, persist: persist.map(Into::into) })
}

#[test]
fn pushes_are_written_as_the_official_clients_write_them() {
    let json = Content::Json(r#"{"event":"untrack"}"#.into());
    assert_eq!(
        push(Protocol::V2, &json).unwrap(),
        SocketMessage::text(r#"["6","7","realtime:room1","presence",{"event":"untrack"}]"#)
    );
    assert_eq!(
        push(Protocol::V1, &json).unwrap(),
        SocketMessage::text(
            r#"{"topic":"realtime:room1","event":"presence","payload":{"event":"untrack"},"ref":"7","join_ref":"6"}"#
        )
    );
    let persisted = broadcast("e", Body::Json(r#"{"a":1}"#.into()), Some("true"));
    let SocketMessage::Binary(bytes) = push(Protocol::V2, &persisted).unwrap() else { panic!("not binary") };
    assert_eq!(&bytes[..7], [3, 1, 1, 14, 1, 16, 1]);
    assert_eq!(&bytes[7..], br#"67realtime:room1e{"persist":true}{"a":1}"#);
    let raw = broadcast("bin", Body::Bytes(Bytes::from_static(&[0, 255, 16])), None);
    let SocketMessage::Binary(bytes) = push(Protocol::V2, &raw).unwrap() else { panic!("not binary") };
    assert_eq!((&bytes[..7], &bytes[bytes.len() - 3..]), (&[3, 1, 1, 14, 3, 0, 0][..], &[0, 255, 16][..]));
}

#[test]
fn names_too_long_for_a_binary_message_go_as_text_and_bytes_are_refused() {
    let long = "é".repeat(200);
    let json = broadcast(&long, Body::Json("1".into()), None);
    let SocketMessage::Text(text) = push(Protocol::V2, &json).unwrap() else { panic!("not text") };
    assert!(text.ends_with(br#","payload":1}]"#));
    let bytes = broadcast(&long, Body::Bytes(Bytes::new()), None);
    assert!(matches!(push(Protocol::V2, &bytes), Err(RealtimeError::Unsendable(_))));
    assert!(matches!(
        push(Protocol::V1, &broadcast("e", Body::Bytes(Bytes::new()), None)),
        Err(RealtimeError::Unsendable(_))
    ));
}

#[test]
fn a_broadcast_of_the_server_is_cut_out_of_its_message() {
    let mut bytes = vec![4, 14, 1, 10, 1];
    bytes.extend_from_slice(br#"realtime:room1e{"id":"m"}{"a":1}"#);
    let frame = decode(Protocol::V2, &SocketMessage::Binary(bytes.into())).unwrap();
    assert_eq!((frame.topic.as_str(), &frame.payload[..]), ("realtime:room1", &br#"{"a":1}"#[..]));
    let Event::UserBroadcast(head) = frame.event else { panic!("no broadcast") };
    assert_eq!((head.event.as_str(), head.json), ("e", true));
    assert_eq!(head.meta.unwrap(), r#"{"id":"m"}"#);
}
